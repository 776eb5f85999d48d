/** Markdown without formulas. */
import { Prose } from "./prose";

export default function Plain({ text }: { text: string }) {
  return <Prose text={text} />;
}
