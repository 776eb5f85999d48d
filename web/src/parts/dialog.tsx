/**
 * A modal dialog: traps focus, closes with Escape, gives focus back.
 *
 * Radix's own overlay locks scrolling with an injected style element, which our content security policy forbids; the
 * backdrop here is a plain element instead.
 */
import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
}

export function Dialog({ open, onOpenChange, title, description, children }: Props) {
  const { t } = useTranslation();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div aria-hidden className="fixed inset-0 z-40 bg-backdrop" />
        <Radix.Content
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          className="fixed top-1/2 left-1/2 z-50 max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] -translate-1/2 overflow-y-auto rounded-field border border-line bg-paper p-6 shadow-float"
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <Radix.Title className="text-lead font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t("app.close")} className="-mt-1.5 -mr-2">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Radix.Close>
          </div>
          {description !== undefined && <Radix.Description className="mb-4 text-soft">{description}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
