/** Shown when a screen fails to draw, most often because a part of a newer version could not be fetched. */
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button";

export function Broken() {
  const { t } = useTranslation();
  return (
    <main className="page flex-1 py-20">
      <h1 className="text-title font-semibold tracking-tight">{t("app.broken")}</h1>
      <Button className="mt-6" onClick={() => window.location.reload()}>
        {t("app.reload")}
      </Button>
    </main>
  );
}
