/** Buttons and button-like links. `strong` is used once per screen: the thing one came to do. */
import type { ComponentProps } from "react";
import { Link } from "react-router";

type Kind = "strong" | "plain" | "quiet" | "danger";

const BASE =
  "inline-flex items-center justify-center gap-2 rounded-field font-medium whitespace-nowrap select-none " +
  "transition-colors disabled:opacity-55 aria-disabled:opacity-55";

const KINDS: Record<Kind, string> = {
  strong: "bg-accent text-on-accent hover:bg-ink hover:text-paper px-4 h-10",
  plain: "border border-edge text-ink hover:border-ink hover:bg-sunken px-3.5 h-9",
  quiet: "text-soft hover:text-ink hover:bg-sunken px-2.5 h-9",
  danger: "border border-alert text-alert hover:bg-alert-wash px-3.5 h-9",
};

/** The classes of a button, for elements that are not one. */
export const buttonClass = (kind: Kind, more = "") => `${BASE} ${KINDS[kind]} ${more}`;

export function Button({ kind = "plain", className = "", ...rest }: ComponentProps<"button"> & { kind?: Kind }) {
  return <button type="button" className={buttonClass(kind, className)} {...rest} />;
}

export function ButtonLink({ kind = "plain", className = "", ...rest }: ComponentProps<typeof Link> & { kind?: Kind }) {
  return <Link className={buttonClass(kind, className)} {...rest} />;
}

/** A square button that shows only an icon; the label is spoken and shown on hover. */
export function IconButton({ label, className = "", ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-9 items-center justify-center rounded-field text-soft hover:bg-sunken hover:text-ink ${className}`}
      {...rest}
    />
  );
}
