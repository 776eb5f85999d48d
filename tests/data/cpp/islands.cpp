#include <iostream>
#include <string>
#include <vector>

using namespace std;

int rows, columns;
vector<string> field;

void sink(int y, int x) {
    if (y < 0 || y >= rows || x < 0 || x >= columns || field[y][x] != '1') {
        return;
    }
    field[y][x] = '0';
    sink(y + 1, x);
    sink(y - 1, x);
    sink(y, x + 1);
    sink(y, x - 1);
}

int main() {
    cin >> rows >> columns;
    field.resize(rows);
    for (auto& line : field) cin >> line;

    int islands = 0;
    for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x) {
            if (field[y][x] == '1') {
                ++islands;
                sink(y, x);
            }
        }
    }
    cout << islands << endl;
}
