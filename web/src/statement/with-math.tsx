/**
 * Markdown with formulas between `$` signs, drawn by KaTeX.
 *
 * KaTeX builds elements and sets their styles as properties. Going through its HTML text, as the usual plug-in does,
 * would need style attributes, which our content security policy forbids.
 */
import katex from "katex";
import "katex/dist/katex.min.css";
import { useLayoutEffect, useRef } from "react";
import type { Components } from "react-markdown";
import remarkMath from "remark-math";
import { Prose } from "./prose";

function Formula({ tex, display }: { tex: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!place.current) return;
    katex.render(tex, place.current, { displayMode: display, throwOnError: false, strict: "ignore", trust: false });
  }, [tex, display]);
  return <span ref={place} className={display ? "formula" : undefined} {...(display ? { tabIndex: 0 } : {})} />;
}

const components: Components = {
  code: ({ className, children }) => {
    if (!className?.includes("language-math")) return <code className={className}>{children}</code>;
    const tex = typeof children === "string" ? children : "";
    return <Formula tex={tex} display={className.includes("math-display")} />;
  },
  pre: ({ node, children }) => {
    const first = node?.children[0];
    const classes = first?.type === "element" ? first.properties["className"] : null;
    const formula = Array.isArray(classes) && classes.includes("math-display");
    return formula ? <p>{children}</p> : <pre tabIndex={0}>{children}</pre>;
  },
};

/** `$$...$$` on a line of its own is meant as a displayed formula; Markdown's rule wants the signs on lines of theirs. */
const displayed = (text: string) => text.replaceAll(/^\$\$(.+)\$\$[ \t]*$/gm, "$$$$\n$1\n$$$$");

export default function WithMath({ text }: { text: string }) {
  return <Prose text={displayed(text)} remark={[remarkMath]} more={components} />;
}
