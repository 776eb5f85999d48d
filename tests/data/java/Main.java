import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.StringTokenizer;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer line = new StringTokenizer(reader.readLine());
        int count = Integer.parseInt(line.nextToken());
        int capacity = Integer.parseInt(line.nextToken());
        int[][] best = new int[count + 1][capacity + 1];
        for (int item = 1; item <= count; item++) {
            line = new StringTokenizer(reader.readLine());
            int weight = Integer.parseInt(line.nextToken());
            int value = Integer.parseInt(line.nextToken());
            for (int room = 0; room <= capacity; room++) {
                best[item][room] = best[item - 1][room];
                if (room >= weight) {
                    best[item][room] = Math.max(best[item][room], best[item - 1][room - weight] + value);
                }
            }
        }
        System.out.println(best[count][capacity]);
    }
}
