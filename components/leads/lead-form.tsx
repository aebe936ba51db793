"use client";

import { useTranslations } from "next-intl";

import { ApiError } from "@/components/api";
import { Combobox } from "@/components/ui/combobox";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Cliente, Estado } from "@/lib/leads/schemas";

/** What the form holds: text as it is typed. */
export interface LeadDraft {
  cliente_id: string;
  name: string;
  phone: string;
  email: string;
  city: string;
  external_id: string;
  estado: string;
}

export const emptyDraft: LeadDraft = { cliente_id: "", name: "", phone: "", email: "", city: "", external_id: "", estado: "" };

export interface LeadFormProps {
  /** The id that the dialog's button submits. */
  id: string;
  draft: LeadDraft;
  onDraftChange: (draft: LeadDraft) => void;
  onSubmit: () => void;
  /** What the API refused, told at its field. */
  error: Error | null;
  /** A new lead also has company, state and external id. */
  creating?: { estados: ReadonlyArray<Estado>; clientes: ReadonlyArray<Cliente> };
}

/** The fields of a lead. */
export function LeadForm({ id, draft, onDraftChange, onSubmit, error, creating }: LeadFormProps) {
  const t = useTranslations("leads.form");
  const offline = useTranslations("leads.problem")("offline");
  const problems = new Map((error instanceof ApiError ? error.details : []).map(({ path, message }) => [path, message]));
  const text = (key: keyof LeadDraft) => ({
    value: draft[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onDraftChange({ ...draft, [key]: event.target.value }),
  });
  return (
    <form
      id={id}
      className="grid gap-4 md:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {creating && creating.clientes.length > 0 ? (
        <Field label={t("cliente")} required error={problems.get("cliente_id")} className="md:col-span-2">
          <Combobox
            label={t("cliente")}
            placeholder={t("chooseCliente")}
            value={draft.cliente_id || undefined}
            onValueChange={(cliente_id) => onDraftChange({ ...draft, cliente_id })}
            options={creating.clientes.filter((each) => each.active).map((each) => ({ value: String(each.id), label: each.name }))}
          />
        </Field>
      ) : null}
      <Field label={t("name")} required error={problems.get("name")} className="md:col-span-2">
        <Input {...text("name")} maxLength={200} autoComplete="off" />
      </Field>
      <Field label={t("phone")} optional hint={t("phoneHint")} error={problems.get("phone")}>
        <Input {...text("phone")} type="tel" maxLength={30} autoComplete="off" />
      </Field>
      <Field label={t("email")} optional error={problems.get("email")}>
        <Input {...text("email")} type="email" maxLength={254} autoComplete="off" />
      </Field>
      <Field label={t("city")} optional error={problems.get("city")}>
        <Input {...text("city")} maxLength={120} autoComplete="off" />
      </Field>
      {creating ? (
        <>
          <Field label={t("estado")} error={problems.get("estado")}>
            <Select value={draft.estado} onValueChange={(estado) => onDraftChange({ ...draft, estado })} options={creating.estados.filter((each) => each.active).map((each) => ({ value: each.code, label: each.name }))} />
          </Field>
          <Field label={t("externalId")} optional hint={t("externalIdHint")} error={problems.get("external_id")} className="md:col-span-2">
            <Input {...text("external_id")} maxLength={100} autoComplete="off" />
          </Field>
        </>
      ) : null}
      {error && problems.size === 0 ? <div className="md:col-span-2"><ErrorNote>{error.message || offline}</ErrorNote></div> : null}
    </form>
  );
}
