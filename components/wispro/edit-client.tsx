"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactElement, useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { type Pinnable, PINNABLE } from "@/lib/users/schemas";
import type { Client, UpdateClient } from "@/lib/wispro/schemas";

import { updateClient } from "./requests";

/** Changes what is written of a client, each field with its pin. */
export function EditClient({ client, trigger }: { client: Client; trigger: ReactElement }) {
  const t = useTranslations("wispro.clients");
  const common = useTranslations("ui.confirm");
  const router = useRouter();
  const form = useId();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const change = changeOf(new FormData(event.currentTarget));
    setBusy(true);
    setFailure(undefined);
    try {
      const saved = await updateClient(client.id, change);
      setOpen(false);
      notify.ok(t("saved"), { description: t("savedDetail", { count: saved.pinned.length }) });
      router.refresh();
    } catch (error) {
      setFailure(error instanceof Error && error.message ? error.message : t("failed"));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      title={t("editTitle", { name: client.name })}
      description={t("editWhy")}
      footer={
        <>
          <DialogClose><Button variant="ghost">{common("cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={form} loading={busy}>{t("save")}</Button>
        </>
      }
    >
      <DialogSection>
        <form id={form} method="post" onSubmit={save} className="grid gap-3">
          {PINNABLE.map((field) => <PinnableField key={field} field={field} client={client} />)}
          {failure ? <ErrorNote>{failure}</ErrorNote> : null}
        </form>
      </DialogSection>
    </Dialog>
  );
}

function PinnableField({ field, client }: { field: Pinnable; client: Client }) {
  const t = useTranslations("wispro.clients");
  const label = t(`field.${field}`);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-4">
      <Field label={label} required={field === "name"}>
        <Input name={field} defaultValue={client[field] ?? ""} maxLength={field === "name" ? 200 : 500} />
      </Field>
      <Checkbox className="mb-1.5" name="pinned" value={field} defaultChecked={client.pinned.includes(field)} label={<>{t("pin")} <span className="sr-only">{label}</span></>} />
    </div>
  );
}

function changeOf(form: FormData): UpdateClient {
  const text = (field: Pinnable) => String(form.get(field) ?? "").trim();
  const values = Object.fromEntries(PINNABLE.map((field) => [field, text(field) === "" ? null : text(field)]));
  return { ...values, name: text("name"), pinned: form.getAll("pinned") as Pinnable[] };
}
