/** Changes the language of the page at once and tells the server in the background: reviews follow it. */
import { useQueryClient } from "@tanstack/react-query";
import { request } from "../api/http";
import { keys } from "../api/queries";
import type { Session } from "../api/types";
import { chooseLanguage, type Language } from "../i18n";

export function useChooseLanguage(): (language: Language) => void {
  const client = useQueryClient();
  return (language) => {
    void chooseLanguage(language);
    if (!client.getQueryData(keys.session)) return;
    // The choice on this device holds either way; the server learns it again with the next change.
    void request("/api/me", { method: "PATCH", body: { locale: language } }).then(
      () =>
        client.setQueryData<Session | null>(
          keys.session,
          (session) => session && { ...session, user: { ...session.user, locale: language } },
        ),
      () => undefined,
    );
  };
}
