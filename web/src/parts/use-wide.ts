/** Whether there is room for two columns. The same width as the style sheet's `lg`. */
import { useSyncExternalStore } from "react";

const wide = window.matchMedia("(width >= 64rem)");

function subscribe(watch: () => void): () => void {
  wide.addEventListener("change", watch);
  return () => wide.removeEventListener("change", watch);
}

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches);
