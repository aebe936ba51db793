"use client";

import { useTranslations } from "next-intl";
import { AlertDialog as Radix } from "radix-ui";
import { type ReactElement, type ReactNode, useState } from "react";

import { Button } from "./button";
import { dialogFooterStyles, dialogStyles, scrimStyles } from "./dialog-styles";
import { ErrorNote } from "./error-note";
import { Field } from "./field";
import { Input } from "./input";
import { useDialogFocus } from "./use-dialog-focus";

export interface ConfirmDialogProps {
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The question: "¿Detener la campaña?" */
  title: ReactNode;
  /** The effect with its number: "4.312 mensajes no se enviarán". */
  effect: ReactNode;
  /** The action again, never "Aceptar": "Detener: 4.312 no se enviarán". */
  confirmLabel: ReactNode;
  tone?: "danger" | "plain";
  /** The words to type before the button works, for what cannot be undone. */
  typed?: string;
  /** The dialog waits for it and closes; a rejection stays on screen as its message. */
  onConfirm: () => Promise<void> | void;
}

/** Asks before an action that destroys or cannot be taken back, naming its effect. */
export function ConfirmDialog({ trigger, open, onOpenChange, title, effect, confirmLabel, tone = "danger", typed, onConfirm }: ConfirmDialogProps) {
  const t = useTranslations("ui.confirm");
  const focus = useDialogFocus();
  const [ownOpen, setOwnOpen] = useState(false);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const change = (next: boolean) => {
    setText("");
    setFailure(undefined);
    (onOpenChange ?? setOwnOpen)(next);
  };
  const confirm = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm();
      change(false);
    } catch (error) {
      setFailure(error instanceof Error && error.message ? error.message : t("failed"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Radix.Root open={open ?? ownOpen} onOpenChange={change}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className={scrimStyles} />
        <Radix.Content {...focus} className={dialogStyles}>
          <div className="grid gap-3 px-6 py-5 max-md:px-4">
            <Radix.Title className="text-[16px]/6 font-semibold text-strong">{title}</Radix.Title>
            <Radix.Description asChild>
              <div className="type-data text-base">{effect}</div>
            </Radix.Description>
            {typed ? (
              <Field label={t("typed", { word: typed })}>
                <Input value={text} onChange={(event) => setText(event.target.value)} autoComplete="off" spellCheck={false} />
              </Field>
            ) : null}
            {failure ? <ErrorNote>{failure}</ErrorNote> : null}
          </div>
          <footer className={dialogFooterStyles}>
            <Radix.Cancel asChild>
              <Button variant="ghost">{t("cancel")}</Button>
            </Radix.Cancel>
            <Button
              variant="primary"
              className={tone === "danger" ? "bg-danger! hover:opacity-90 text-canvas!" : ""}
              loading={busy}
              disabled={typed !== undefined && text.trim() !== typed}
              onClick={confirm}
            >
              {confirmLabel}
            </Button>
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
