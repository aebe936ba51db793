"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Facts } from "@/components/ui/facts";
import { notify } from "@/components/ui/notify";
import type { Cliente } from "@/lib/leads/schemas";
import type { UserDetail } from "@/lib/users/schemas";

import { changeUser, createUser } from "./requests";
import { UserFields } from "./user-fields";
import { useRecordFacts } from "./user-facts";
import { bodyOf, draftOf } from "./user-form";

export interface UserDialogProps {
  /** Null for a new one. */
  user: UserDetail | null;
  clientes: ReadonlyArray<Cliente>;
  onClose: () => void;
  onSaved: () => void;
}

/** Creates a user, or changes one: fields with their pins, role, limits, password; deactivates and brings back. */
export function UserDialog({ user, clientes, onClose, onSaved }: UserDialogProps) {
  const t = useTranslations("users");
  const form = useId();
  const [draft, setDraft] = useState(() => draftOf(user));
  const body = bodyOf(draft, user);
  const nothing = user !== null && Object.keys(body).length === 0;
  const save = useMutation({
    mutationFn: () => (user ? changeUser(user.id, body) : createUser(body)),
    onSuccess: ({ name }) => {
      notify.ok(t(user ? "saved" : "created", { name }));
      onSaved();
    },
  });
  const problems = new Map((save.error instanceof ApiError ? save.error.details : []).map(({ path, message }) => [path, message]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (nothing) onClose();
    else save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={user ? user.name : t("createTitle")}
      description={user ? t("editWhy") : t("createWhy")}
      footer={
        <>
          {user ? <ActiveSwitch user={user} onSaved={onSaved} /> : null}
          <DialogClose><Button variant="ghost">{t("cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={form} loading={save.isPending}>{t(user ? "save" : "create")}</Button>
        </>
      }
    >
      <form id={form} method="post" onSubmit={submit}>
        <UserFields draft={draft} onDraftChange={setDraft} clientes={clientes} problems={problems} mayPin={user?.id_wispro != null} />
        {save.error && problems.size === 0 ? <DialogSection><ErrorNote>{save.error.message || t("failed")}</ErrorNote></DialogSection> : null}
      </form>
      {user ? <Record user={user} /> : null}
    </Dialog>
  );
}

function Record({ user }: { user: UserDetail }) {
  const facts = useRecordFacts(user);
  return <DialogSection><Facts items={facts} /></DialogSection>;
}

/** Deactivates after asking, naming what it ends; brings back at once. */
function ActiveSwitch({ user, onSaved }: { user: UserDetail; onSaved: () => void }) {
  const t = useTranslations("users");
  const set = async (active: boolean) => {
    await changeUser(user.id, { active });
    notify.ok(t(active ? "broughtBack" : "deactivated", { name: user.name }));
    onSaved();
  };
  if (!user.active) return <Button variant="ghost" className="mr-auto" onClick={() => void set(true).catch((error: Error) => notify.danger(error.message || t("failed")))}>{t("bringBack")}</Button>;
  return (
    <ConfirmDialog
      trigger={<Button variant="ghost" className="mr-auto text-danger!">{t("deactivate")}</Button>}
      title={t("deactivateTitle", { name: user.name })}
      effect={t("deactivateEffect", { count: user.open_sessions })}
      confirmLabel={t("deactivateConfirm", { name: user.name })}
      onConfirm={() => set(false)}
    />
  );
}
