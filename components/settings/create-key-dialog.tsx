"use client";

import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";

import { api, ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import type { OwnLimitName } from "@/lib/auth/schemas";
import type { Cliente } from "@/lib/leads/schemas";

import { type KeyRole, keyRoles } from "./key-roles";
import { KeyOnce } from "./key-once";
import { OwnLimitsFields } from "./own-limits-fields";

interface KeyDraft {
  name: string;
  role: KeyRole;
  clienteId: string | undefined;
  limits: Partial<Record<OwnLimitName, string>>;
}

const blank: KeyDraft = { name: "", role: "operator", clienteId: undefined, limits: {} };

export interface CreateKeyDialogProps {
  clientes: ReadonlyArray<Cliente>;
  defaults: Readonly<Record<OwnLimitName, number>>;
  onCreated: () => void;
}

/** Makes an API key, then shows it: this once. */
export function CreateKeyDialog({ clientes, defaults, onCreated }: CreateKeyDialogProps) {
  const t = useTranslations("settings.keys");
  const id = useId();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const create = useMutation({
    mutationFn: () => api<{ id: number; key: string }>("/api/api-keys", { method: "POST", body: keyOf(draft) }),
    onSuccess: onCreated,
  });
  const change = (next: boolean) => {
    setOpen(next);
    create.reset();
    if (next) setDraft(blank);
  };
  const trigger = <Button variant="primary" icon={<Plus aria-hidden />}>{t("create")}</Button>;
  if (create.data) {
    return (
      <Dialog open={open} onOpenChange={change} trigger={trigger} title={t("onceTitle", { name: draft.name.trim() })} footer={<Button variant="primary" onClick={() => change(false)}>{t("onceDone")}</Button>}>
        <KeyOnce value={create.data.key} />
      </Dialog>
    );
  }
  const complete = draft.name.trim() !== "" && (draft.role !== "cliente" || draft.clienteId !== undefined);
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={trigger}
      title={t("dialogTitle")}
      footer={
        <>
          <DialogClose><Button>{t("cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={id} disabled={!complete} loading={create.isPending}>{t("dialogAction")}</Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) create.mutate();
        }}
      >
        <KeyFields draft={draft} onDraftChange={setDraft} clientes={clientes} defaults={defaults} error={create.error} />
      </form>
    </Dialog>
  );
}

interface KeyFieldsProps {
  draft: KeyDraft;
  onDraftChange: (draft: KeyDraft) => void;
  clientes: ReadonlyArray<Cliente>;
  defaults: CreateKeyDialogProps["defaults"];
  error: Error | null;
}

function KeyFields({ draft, onDraftChange, clientes, defaults, error }: KeyFieldsProps) {
  const t = useTranslations("settings");
  const problems = new Map((error instanceof ApiError ? error.details : []).map(({ path, message }) => [path, message]));
  return (
    <>
      <DialogSection className="grid gap-4">
        <Field label={t("keys.name")} hint={t("keys.nameHint")} required error={problems.get("name")}>
          <Input value={draft.name} onChange={(event) => onDraftChange({ ...draft, name: event.target.value })} maxLength={80} autoComplete="off" />
        </Field>
        <Field label={t("keys.role")}>
          <RadioGroup value={draft.role} onValueChange={(role) => onDraftChange({ ...draft, role })} options={keyRoles.map((role) => ({ value: role, label: t(`keys.roles.${role}`), hint: t(`keys.roleHints.${role}`) }))} />
        </Field>
        {draft.role === "cliente" ? (
          <Field label={t("keys.cliente")} required error={problems.get("cliente_id")}>
            <Combobox
              label={t("keys.cliente")}
              placeholder={t("keys.chooseCliente")}
              value={draft.clienteId}
              onValueChange={(clienteId) => onDraftChange({ ...draft, clienteId })}
              options={clientes.map((each) => ({ value: String(each.id), label: each.name }))}
            />
          </Field>
        ) : null}
      </DialogSection>
      <DialogSection>
        <OwnLimitsFields limits={draft.limits} onLimitsChange={(limits) => onDraftChange({ ...draft, limits })} defaults={defaults} problems={problems} />
      </DialogSection>
      {error && problems.size === 0 ? <DialogSection><ErrorNote>{error.message || t("offline")}</ErrorNote></DialogSection> : null}
    </>
  );
}

function keyOf({ name, role, clienteId, limits }: KeyDraft) {
  const own = Object.entries(limits).filter(([, text]) => text.trim() !== "").map(([key, text]) => [key, Number(text)]);
  return {
    name,
    role,
    ...(role === "cliente" && clienteId !== undefined && { cliente_id: Number(clienteId) }),
    ...(own.length > 0 && { limits: Object.fromEntries(own) }),
  };
}
