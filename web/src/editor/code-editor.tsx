/**
 * The code editor. Downloaded only where code is written.
 *
 * It lives in a shadow root: CodeMirror then uses constructed style sheets, where in the open document it would insert
 * style elements, which our content security policy forbids.
 */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { CodeLanguage } from "../api/types";
import syntaxSheet from "../styles/syntax.css?inline";
import { indentUnitOf, languageSupport } from "./languages";

export interface EditorHandle {
  focus: () => void;
}

interface Props {
  /** The code to begin with. Give the component another `key` to begin anew. */
  initial: string;
  language: CodeLanguage;
  /** Spoken name of the field. */
  label: string;
  /** Spoken after the name: how to leave by keyboard. */
  hint: string;
  locked: boolean;
  onChange: (code: string) => void;
  onSubmit: () => void;
  ref?: Ref<EditorHandle>;
}

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    fontVariantLigatures: "none",
    lineHeight: "1.6",
    overscrollBehavior: "contain",
  },
  ".cm-content": { caretColor: "var(--accent)", padding: "0.875rem 0 40vh" },
  ".cm-line": { padding: "0 1rem 0 0.75rem" },
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "var(--soft)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.25rem 0 1.25rem", minWidth: "2.75rem" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--ink) 4%, transparent)",
  },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  "@media (pointer: coarse)": { "&": { fontSize: "1rem" } },
});

export default function CodeEditor({ initial, language, label, hint, locked, onChange, onSubmit, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const syntax = useRef(new Compartment());
  const lock = useRef(new Compartment());
  const latest = useRef({ onChange, onSubmit });
  useEffect(() => {
    latest.current = { onChange, onSubmit };
  });
  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);

  const start = useRef({ initial, label, hint, language });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open", delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${syntaxSheet} :host { display: block; height: 100%; }`);
    root.adoptedStyleSheets = [sheet];
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: start.current.initial,
        extensions: [
          lineNumbers(),
          highlightActiveLineGutter(),
          highlightActiveLine(),
          drawSelection(),
          history(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          indentUnit.of(indentUnitOf(start.current.language)),
          EditorState.tabSize.of(4),
          syntaxHighlighting(classHighlighter),
          syntax.current.of([]),
          lock.current.of([]),
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                latest.current.onSubmit();
                return true;
              },
            },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            indentWithTab,
          ]),
          EditorView.contentAttributes.of({
            "aria-label": start.current.label,
            "aria-description": start.current.hint,
            spellcheck: "false",
            autocapitalize: "off",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          look,
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    let gone = false;
    void languageSupport(language).then((support) => {
      if (!gone) view.current?.dispatch({ effects: syntax.current.reconfigure(support) });
    });
    return () => {
      gone = true;
    };
  }, [language]);

  useEffect(() => {
    view.current?.dispatch({
      // Still editable to the browser: otherwise the focus would be lost, and with it the way to try again.
      effects: lock.current.reconfigure(locked ? EditorState.readOnly.of(true) : []),
    });
  }, [locked]);

  return <div ref={host} className="h-full" data-editor />;
}
