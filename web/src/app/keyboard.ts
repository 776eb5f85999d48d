/** Keys that work on every screen: single letters outside of fields, and `g` followed by a letter to go somewhere. */
import { useEffect, useRef } from "react";

export interface KeyAction {
  /** `?`, `e`, or two letters typed one after the other, such as `g h`. */
  keys: string;
  run: () => void;
}

/** Whether typing goes into a field. Looks through shadow roots, where the editor lives. */
function typing(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Registers keys while the calling component is there. */
export function useKeys(actions: readonly KeyAction[]): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    let prefix = "";
    let timer: number | undefined;
    const handle = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (typing(event) || document.querySelector("[role=dialog],[role=menu]")) return;
      const pressed = prefix ? `${prefix} ${event.key}` : event.key;
      window.clearTimeout(timer);
      prefix = "";
      const found = latest.current.find(({ keys }) => keys === pressed);
      if (found) {
        event.preventDefault();
        found.run();
      } else if (latest.current.some(({ keys }) => keys.startsWith(`${pressed} `))) {
        prefix = pressed;
        timer = window.setTimeout(() => (prefix = ""), 1200);
      }
    };
    document.addEventListener("keydown", handle);
    return () => {
      document.removeEventListener("keydown", handle);
      window.clearTimeout(timer);
    };
  }, []);
}
