/** Colours code that is only read, with the same syntaxes as the editor. */
import { classHighlighter, highlightCode } from "@lezer/highlight";
import type { CodeLanguage } from "../api/types";
import { languageSupport } from "./languages";

/** A piece of one line; `style` is a class of `styles/syntax.css`, or empty. */
export interface Piece {
  text: string;
  style: string;
}

/** The lines of `code`, each as coloured pieces. */
export async function highlight(code: string, language: CodeLanguage): Promise<Piece[][]> {
  const { language: syntax } = await languageSupport(language);
  const lines: Piece[][] = [[]];
  highlightCode(
    code,
    syntax.parser.parse(code),
    classHighlighter,
    (text, style) => lines.at(-1)?.push({ text, style }),
    () => lines.push([]),
  );
  return lines;
}
