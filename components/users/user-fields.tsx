"use client";

import { useTranslations } from "next-intl";

import { Checkbox } from "@/components/ui/checkbox";
import { Combobox } from "@/components/ui/combobox";
import { DialogSection } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Cliente } from "@/lib/leads/schemas";
import { type Pinnable, PINNABLE, USER_ROLES } from "@/lib/users/schemas";

import { LIMIT_NAMES, type UserDraft } from "./user-form";

export interface UserFieldsProps {
  draft: UserDraft;
  onDraftChange: (draft: UserDraft) => void;
  clientes: ReadonlyArray<Cliente>;
  problems: ReadonlyMap<string, string>;
  /** The user comes from Wispro: a run would write its fields. */
  mayPin: boolean;
}

/** The fields of the dialog: who it is, how the person signs in, limits of its own. */
export function UserFields(props: UserFieldsProps) {
  const { draft, onDraftChange, clientes, problems } = props;
  const t = useTranslations("users");
  const write = (field: keyof UserDraft["text"], value: string) => onDraftChange({ ...draft, text: { ...draft.text, [field]: value } });
  return (
    <>
      <DialogSection className="grid gap-3">
        <div className="grid gap-3 md:grid-cols-2">
          <Field label={t("column.role")} hint={t(`roleHint.${draft.role}`)} error={problems.get("role")}>
            <Select value={draft.role} onValueChange={(role) => onDraftChange({ ...draft, role })} options={USER_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
          </Field>
          {draft.role === "cliente" ? (
            <Field label={t("field.cliente_id")} required error={problems.get("cliente_id")}>
              <Combobox
                label={t("field.cliente_id")} placeholder={t("chooseCliente")} value={draft.clienteId} onValueChange={(clienteId) => onDraftChange({ ...draft, clienteId })}
                options={clientes.map(({ id, name }) => ({ value: String(id), label: name }))}
              />
            </Field>
          ) : null}
        </div>
        {PINNABLE.map((field) => <PinnableField key={field} {...props} field={field} onWrite={write} />)}
      </DialogSection>
      <DialogSection className="grid gap-3 md:grid-cols-2">
        <Field label={t("field.login_email")} hint={t("loginEmailHint")} error={problems.get("login_email")}>
          <Input type="email" autoComplete="off" maxLength={254} value={draft.text.login_email} onChange={(event) => write("login_email", event.target.value)} />
        </Field>
        <Field label={t("field.password")} hint={t("passwordHint")} error={problems.get("password")}>
          <Input type="password" autoComplete="new-password" minLength={10} maxLength={128} value={draft.text.password} onChange={(event) => write("password", event.target.value)} />
        </Field>
      </DialogSection>
      <DialogSection>
        <Limits {...props} />
      </DialogSection>
    </>
  );
}

function PinnableField({ draft, onDraftChange, problems, mayPin, field, onWrite }: UserFieldsProps & { field: Pinnable; onWrite: (field: Pinnable, value: string) => void }) {
  const t = useTranslations("users");
  const label = t(`field.${field}`);
  const isPinned = draft.pinned.includes(field);
  const phone = field.startsWith("phone");
  return (
    <div className={mayPin ? "grid grid-cols-[minmax(0,1fr)_auto] items-end gap-4" : undefined}>
      <Field label={label} required={field === "name"} error={problems.get(field)}>
        <Input
          type={field === "email" ? "email" : phone ? "tel" : "text"} required={field === "name"} maxLength={field === "name" || field === "zone" ? 200 : 254} autoComplete="off"
          placeholder={phone ? "+584141234567" : undefined} value={draft.text[field]} onChange={(event) => onWrite(field, event.target.value)}
        />
      </Field>
      {mayPin ? (
        <Checkbox
          className="mb-1.5" checked={isPinned} label={<>{t("pin")} <span className="sr-only">{label}</span></>}
          onChange={() => onDraftChange({ ...draft, pinned: isPinned ? draft.pinned.filter((one) => one !== field) : [...draft.pinned, field] })}
        />
      ) : null}
    </div>
  );
}

function Limits({ draft, onDraftChange, problems }: UserFieldsProps) {
  const t = useTranslations("users.limits");
  return (
    <fieldset className="grid gap-3">
      <legend className="float-left w-full type-data font-medium text-strong">
        {t("title")} <span className="font-normal text-muted">{t("hint")}</span>
      </legend>
      <div className="clear-both grid grid-cols-2 gap-3">
        {LIMIT_NAMES.map((name) => (
          <Field key={name} label={t(name)} error={problems.get(`limits.${name}`)}>
            <Input
              type="number" inputMode="numeric" min={0} max={1_000_000_000} step={1} value={draft.limits[name] ?? ""}
              onChange={(event) => onDraftChange({ ...draft, limits: { ...draft.limits, [name]: event.target.value } })}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
