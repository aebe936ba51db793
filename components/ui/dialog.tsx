"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cn } from "./cn";
import { dialogFooterStyles, dialogStyles, scrimStyles } from "./dialog-styles";
import { IconButton } from "./icon-button";
import { useDialogFocus } from "./use-dialog-focus";

export interface DialogProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement;
  title: ReactNode;
  description?: ReactNode;
  /** Actions: the main one last. They end flush right. */
  footer?: ReactNode;
  /** Usually `DialogSection`s, which hairlines separate. */
  children: ReactNode;
}

/** A task above the page: 560 px wide, a bottom sheet on phones. Focus stays inside, and goes back to where it was. */
export function Dialog({ open, onOpenChange, trigger, title, description, footer, children }: DialogProps) {
  const t = useTranslations("ui");
  const focus = useDialogFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className={scrimStyles} />
        <Radix.Content {...focus} className={dialogStyles} {...(description ? {} : { "aria-describedby": undefined })}>
          <header className="flex items-start gap-4 border-b border-line-hair px-6 py-4 max-md:px-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-[16px]/6 font-semibold text-strong">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-1 type-meta text-muted">{description}</Radix.Description> : null}
            </div>
            <Radix.Close asChild>
              <IconButton label={t("close")} icon={<X aria-hidden />} tooltip={false} className="-mr-2 max-md:-my-2" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {footer ? <footer className={dialogFooterStyles}>{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A part of a dialog's body; a hairline parts it from the one before. */
export function DialogSection({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("border-line-hair px-6 py-4 not-first:border-t max-md:px-4", className)}>{children}</div>;
}

/** Wraps the button that closes the dialog without effect. */
export function DialogClose({ children }: { children: ReactElement }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}
