import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Scanner;

public class Main {
    // 닫는 괄호가 가장 최근에 열린 괄호와 짝이 맞는지 확인한다.
    static boolean isBalanced(String text) {
        Deque<Character> open = new ArrayDeque<>();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '(' -> open.push(')');
                case '[' -> open.push(']');
                case '{' -> open.push('}');
                default -> {
                    if (open.isEmpty() || open.pop() != c) {
                        return false;
                    }
                }
            }
        }
        return open.isEmpty();
    }

    public static void main(String[] args) {
        Scanner scanner = new Scanner(System.in);
        while (scanner.hasNextLine()) {
            System.out.println(isBalanced(scanner.nextLine()) ? "yes" : "no");
        }
    }
}
