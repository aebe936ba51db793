"use client";

import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";

import { api, ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import type { Estado } from "@/lib/leads/schemas";

const blank = { code: "", name: "", color: "#59666b" };

/** Adds a state, or changes the name and colour of one. */
export function EstadoDialog({ estado, onSaved }: { estado?: Estado; onSaved: () => void }) {
  const t = useTranslations("settings.estados");
  const id = useId();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const { name, color } = draft;
  const save = useMutation({
    mutationFn: () =>
      estado
        ? api<Estado>(`/api/crm/estados/${estado.code}`, { method: "PATCH", body: { name, color } })
        : api<Estado>("/api/crm/estados", { method: "POST", body: draft }),
    onSuccess: (saved) => {
      notify.ok(t(estado ? "saved" : "added", { name: saved.name }));
      setOpen(false);
      onSaved();
    },
  });
  const change = (next: boolean) => {
    setOpen(next);
    save.reset();
    if (next) setDraft(estado ? { code: estado.code, name: estado.name, color: estado.color } : blank);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={
        estado ? (
          <Button variant="link" aria-label={t("editOne", { name: estado.name })}>{t("edit")}</Button>
        ) : (
          <Button variant="primary" icon={<Plus aria-hidden />}>{t("add")}</Button>
        )
      }
      title={estado ? t("editTitle", { name: estado.name }) : t("addTitle")}
      footer={
        <>
          <DialogClose><Button>{t("cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={id} disabled={name.trim() === "" || draft.code === ""} loading={save.isPending}>{estado ? t("saveAction") : t("addAction")}</Button>
        </>
      }
    >
      <DialogSection>
        <form
          id={id}
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <EstadoFields draft={draft} onDraftChange={setDraft} isNew={estado === undefined} error={save.error} />
        </form>
      </DialogSection>
    </Dialog>
  );
}

interface EstadoFieldsProps {
  draft: typeof blank;
  onDraftChange: (draft: typeof blank) => void;
  /** The code is chosen once. */
  isNew: boolean;
  error: Error | null;
}

function EstadoFields({ draft, onDraftChange, isNew, error }: EstadoFieldsProps) {
  const t = useTranslations("settings.estados");
  const offline = useTranslations("settings")("offline");
  const problems = new Map((error instanceof ApiError ? error.details : []).map(({ path, message }) => [path, message]));
  const set = (key: keyof typeof blank) => (event: React.ChangeEvent<HTMLInputElement>) => onDraftChange({ ...draft, [key]: event.target.value });
  return (
    <>
      <Field label={t("name")} required error={problems.get("name")}>
        <Input value={draft.name} onChange={set("name")} maxLength={60} autoComplete="off" />
      </Field>
      {isNew ? (
        <Field label={t("code")} hint={t("codeHint")} required error={problems.get("code")}>
          <Input value={draft.code} onChange={set("code")} maxLength={40} autoComplete="off" spellCheck={false} autoCapitalize="none" className="font-mono" />
        </Field>
      ) : null}
      <Field label={t("color")} error={problems.get("color")}>
        <Input type="color" value={draft.color} onChange={set("color")} className="w-20! p-1!" />
      </Field>
      {error && problems.size === 0 ? <ErrorNote>{error.message || offline}</ErrorNote> : null}
    </>
  );
}
