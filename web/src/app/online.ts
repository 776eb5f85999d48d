/** Whether the device believes it is online. */
import { useSyncExternalStore } from "react";

function subscribe(watch: () => void): () => void {
  window.addEventListener("online", watch);
  window.addEventListener("offline", watch);
  return () => {
    window.removeEventListener("online", watch);
    window.removeEventListener("offline", watch);
  };
}

export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);
