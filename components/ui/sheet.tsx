"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cn } from "./cn";
import { scrimStyles } from "./dialog-styles";
import { IconButton } from "./icon-button";
import { useDialogFocus } from "./use-dialog-focus";

export interface SheetProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement;
  side?: "left" | "right";
  title: ReactNode;
  /** Hides the title from sight, not from screen readers. */
  titleHidden?: boolean;
  footer?: ReactNode;
  children: ReactNode;
}

/** A panel from the side: the phone's menu, a long list of filters. */
export function Sheet({ open, onOpenChange, trigger, side = "right", title, titleHidden, footer, children }: SheetProps) {
  const t = useTranslations("ui");
  const focus = useDialogFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className={scrimStyles} />
        <Radix.Content
          {...focus}
          aria-describedby={undefined}
          className={cn(
            "fixed inset-y-0 z-50 flex w-80 max-w-[calc(100vw-48px)] animate-fade flex-col bg-raised shadow-dialog outline-none",
            side === "left" ? "left-0" : "right-0",
          )}
        >
          <header className="flex h-topbar shrink-0 items-center border-b border-line-hair pr-2 pl-4 max-md:h-14">
            <Radix.Title className={cn("flex-1 type-body font-semibold text-strong", titleHidden && "sr-only")}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t("close")} icon={<X aria-hidden />} tooltip={false} className="ml-auto" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {footer ? <footer className="flex justify-end gap-2 border-t border-line-hair p-3 max-md:[&>*]:flex-1">{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
