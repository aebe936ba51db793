"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactElement, useId, useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { WEBHOOK_EVENTS, type WebhookEvent } from "@/lib/webhooks/schemas";

const GROUPS = ["job", "campaign", "wispro", "alert"] as const;

export interface WebhookDraft {
  url: string;
  events: WebhookEvent[];
}

export interface WebhookDialogProps<Answer> {
  trigger: ReactElement;
  title: string;
  action: string;
  initial: WebhookDraft;
  /** Which events the reader's addresses can be told of. */
  groups?: ReadonlyArray<(typeof GROUPS)[number]>;
  send: (draft: WebhookDraft) => Promise<Answer>;
  onSent: (answer: Answer) => void;
}

/** Where to, and of what: for a new address and for one that is changed. */
export function WebhookDialog<Answer>({ trigger, title, action, initial, groups = GROUPS, send, onSent }: WebhookDialogProps<Answer>) {
  const t = useTranslations("settings.webhooks");
  const id = useId();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(initial);
  const sending = useMutation({
    mutationFn: () => send(draft),
    onSuccess: (answer) => {
      setOpen(false);
      onSent(answer);
    },
  });
  const change = (next: boolean) => {
    setOpen(next);
    sending.reset();
    if (next) setDraft(initial);
  };
  const complete = draft.url.trim() !== "" && draft.events.length > 0;
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={trigger}
      title={title}
      footer={
        <>
          <DialogClose><Button>{t("cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={id} disabled={!complete} loading={sending.isPending}>{action}</Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) sending.mutate();
        }}
      >
        <DraftFields draft={draft} onDraftChange={setDraft} groups={groups} error={sending.error} />
      </form>
    </Dialog>
  );
}

function DraftFields({ draft, onDraftChange, groups, error }: { draft: WebhookDraft; onDraftChange: (draft: WebhookDraft) => void; groups: ReadonlyArray<(typeof GROUPS)[number]>; error: Error | null }) {
  const t = useTranslations("settings.webhooks");
  const settings = useTranslations("settings");
  const problems = new Map((error instanceof ApiError ? error.details : []).map(({ path, message }) => [path, message]));
  const toggle = (event: WebhookEvent, on: boolean) =>
    onDraftChange({ ...draft, events: WEBHOOK_EVENTS.filter((each) => (each === event ? on : draft.events.includes(each))) });
  return (
    <>
      <DialogSection>
        <Field label={t("url")} hint={t("urlHint")} required error={problems.get("url")}>
          <Input type="url" value={draft.url} onChange={(event) => onDraftChange({ ...draft, url: event.target.value.trim() })} maxLength={2000} autoComplete="off" spellCheck={false} />
        </Field>
      </DialogSection>
      <DialogSection className="grid gap-4">
        <p className="type-data font-medium text-strong">{t("chooseEvents")}</p>
        <div className="grid gap-x-6 gap-y-4 md:grid-cols-2">
          {groups.map((group) => (
            <fieldset key={group} className="grid content-start gap-1.5">
              <legend className="mb-1.5 type-meta text-muted">{t(`groups.${group}`)}</legend>
              {WEBHOOK_EVENTS.filter((event) => event.startsWith(`${group}.`)).map((event) => (
                <Checkbox key={event} label={t(`eventNames.${event}`)} checked={draft.events.includes(event)} onChange={({ target }) => toggle(event, target.checked)} />
              ))}
            </fieldset>
          ))}
        </div>
      </DialogSection>
      {error && problems.size === 0 ? <DialogSection><ErrorNote>{error.message || settings("offline")}</ErrorNote></DialogSection> : null}
    </>
  );
}
