/**
 * Markdown as React elements. Raw HTML in the text is not rendered at all, so nothing in a statement can act on the page;
 * styles become properties of elements, which the content security policy allows where it forbids style attributes.
 */
import Markdown, { type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer nofollow">
      {children}
    </a>
  ),
  // A long example scrolls sideways; it must then be reachable by keyboard.
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
};

interface Node {
  type: string;
  depth?: number;
  children?: Node[];
}

/** Below the page's own headings: the highest heading of the text becomes the third level, the others follow it. */
function headingsBelow() {
  return (tree: Node) => {
    const headings = (tree.children ?? []).filter(({ type }) => type === "heading");
    const highest = Math.min(...headings.map(({ depth = 1 }) => depth));
    for (const heading of headings) heading.depth = Math.min(6, (heading.depth ?? 1) - highest + 3);
  };
}

interface Props {
  text: string;
  remark?: NonNullable<Options["remarkPlugins"]>;
  /** Elements drawn in another way than here. */
  more?: Components;
}

export function Prose({ text, remark = [], more }: Props) {
  return (
    <div className="prose">
      <Markdown remarkPlugins={[remarkGfm, headingsBelow, ...remark]} components={{ ...components, ...more }}>
        {text}
      </Markdown>
    </div>
  );
}
