const lines = require("fs").readFileSync(0, "utf8").trim().split("\n");
const [rows, columns] = lines[0].split(" ").map(Number);
const field = lines.slice(1, 1 + rows).map((line) => [...line]);

let islands = 0;
for (let y = 0; y < rows; y++) {
  for (let x = 0; x < columns; x++) {
    if (field[y][x] !== "1") continue;
    islands += 1;
    const stack = [[y, x]];
    while (stack.length > 0) {
      const [i, j] = stack.pop();
      if (field[i]?.[j] !== "1") continue;
      field[i][j] = "0";
      stack.push([i + 1, j], [i - 1, j], [i, j + 1], [i, j - 1]);
    }
  }
}
process.stdout.write(`${islands}\n`);
