"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { ApiError } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Dialog, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";

import { searchUsers, startSession } from "./requests";

/** Chooses whose session to start; then its QR is shown. */
export function StartSession({ self, onStarted }: { self: { id: number; name: string } | null; onStarted: (id: string) => void }) {
  const t = useTranslations("whatsapp.start");
  const [open, setOpen] = useState(false);
  const [userId, setUserId] = useState(self ? String(self.id) : undefined);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const start = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { sessionId } = await startSession(Number(userId));
      setOpen(false);
      onStarted(sessionId);
    } catch (error) {
      setFailure(error instanceof ApiError && error.message ? error.message : t("failed"));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="primary" icon={<Plus aria-hidden />}>{t("open")}</Button>}
      title={t("title")}
      description={t("description")}
      footer={<Button variant="primary" loading={busy} disabled={userId === undefined} onClick={start}>{t("confirm")}</Button>}
    >
      <DialogSection className="grid gap-3">
        <UserField self={self} userId={userId} onUserId={setUserId} />
        {failure ? <ErrorNote>{failure}</ErrorNote> : null}
      </DialogSection>
    </Dialog>
  );
}

function UserField({ self, userId, onUserId }: { self: { id: number; name: string } | null; userId: string | undefined; onUserId: (id: string) => void }) {
  const t = useTranslations("whatsapp.start");
  const [text, setText] = useState("");
  const { data, isFetching } = useQuery({ queryKey: ["whatsapp-users", text], queryFn: ({ signal }) => searchUsers(text, signal), placeholderData: keepPreviousData });
  const found = (data?.items ?? []).map(({ id, name, login_email: email }) => ({ value: String(id), label: name, meta: email ?? `#${id}` }));
  const options = self && !found.some(({ value }) => value === String(self.id)) && text === "" ? [{ value: String(self.id), label: self.name, meta: t("you") }, ...found] : found;
  return (
    <Field label={t("user")} hint={t("userHint")}>
      <Combobox label={t("user")} value={userId} onValueChange={onUserId} options={options} placeholder={t("choose")} onSearch={setText} loading={isFetching} />
    </Field>
  );
}
