/** Headings of screens and sections, and the title of the tab. */
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Names the tab after what it shows. */
export function useTitle(title: string | null | undefined): void {
  const { t } = useTranslation();
  const name = t("app.name");
  useEffect(() => {
    document.title = title ? `${title} · ${name}` : name;
  }, [title, name]);
}

/** The heading of a section, with room for one quiet link at its end. */
export function SectionHeading({ id, children, aside }: { id?: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b border-ink/80 pb-2">
      <h2 id={id} className="font-semibold">
        {children}
      </h2>
      {aside && <span className="text-small text-soft">{aside}</span>}
    </div>
  );
}
