/** The lines of some code: plain at once, coloured when the syntax has arrived. */
import { useEffect, useMemo, useState } from "react";
import type { CodeLanguage } from "../api/types";
import type { Piece } from "./highlight";

export function useHighlighted(code: string, language: CodeLanguage): Piece[][] {
  const plain = useMemo(() => code.split("\n").map((text) => [{ text, style: "" }]), [code]);
  const [coloured, setColoured] = useState<{ code: string; lines: Piece[][] } | null>(null);
  useEffect(() => {
    let gone = false;
    void import("./highlight")
      .then(({ highlight }) => highlight(code, language))
      .then((lines) => {
        // A syntax that disagrees about where lines end would put remarks beside the wrong ones.
        if (!gone && lines.length === plain.length) setColoured({ code, lines });
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [code, language, plain.length]);
  return coloured?.code === code ? coloured.lines : plain;
}
