/**
 * Markdown as React elements. Raw HTML in the text is not rendered at all, so nothing in a statement can act on the page;
 * styles become properties of elements, which the content security policy allows where it forbids style attributes.
 */
import Markdown, { type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";

const components: Components = {
  // The page's own headings come first: the title of the screen, then that of the section.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h4>{children}</h4>,
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer nofollow">
      {children}
    </a>
  ),
  // A long example scrolls sideways; it must then be reachable by keyboard.
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
};

interface Props {
  text: string;
  remark?: NonNullable<Options["remarkPlugins"]>;
  /** Elements drawn in another way than here. */
  more?: Components;
}

export function Prose({ text, remark = [], more }: Props) {
  return (
    <div className="prose">
      <Markdown remarkPlugins={[remarkGfm, ...remark]} components={{ ...components, ...more }}>
        {text}
      </Markdown>
    </div>
  );
}
