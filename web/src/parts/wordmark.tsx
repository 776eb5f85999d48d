/** The name, with the journey it is about. */
import { useTranslation } from "react-i18next";

export function Wordmark({ className = "" }: { className?: string }) {
  const { t } = useTranslation();
  return (
    <span className={`inline-flex items-center gap-2 font-bold tracking-tight ${className}`}>
      <svg aria-hidden viewBox="0 0 26 8" className="h-2 w-6.5 fill-accent">
        <path d="M3 3.5h20v1H3z" />
        <circle cx="3" cy="4" r="2.2" />
        <circle cx="9.5" cy="4" r="2.2" />
        <circle cx="16" cy="4" r="2.2" />
        <circle cx="22.5" cy="4" r="3.3" />
      </svg>
      <span className="max-sm:sr-only">{t("app.name")}</span>
    </span>
  );
}
