"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog, DialogSection } from "@/components/ui/dialog";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";

import { changeDailyCap, senderQuery } from "./requests";

/** The most messages that the sender writes a day, all campaigns together; empty for no limit. */
export function DailyCap() {
  const t = useTranslations("campaigns.dailyCap");
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState<string>();
  const sender = useQuery({ ...senderQuery, enabled: open });
  const value = typed ?? sender.data?.dailyCap?.toString() ?? "";
  const save = useMutation({
    mutationFn: () => changeDailyCap(value === "" ? null : Number(value)),
    onSuccess: (saved) => {
      client.setQueryData(senderQuery.queryKey, saved);
      notify.ok(t("saved"));
      setOpen(false);
    },
  });
  const change = (next: boolean) => {
    setOpen(next);
    setTyped(undefined);
    save.reset();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={<Button variant="ghost">{t("open")}</Button>}
      title={t("title")}
      description={t("description", { sender: sender.data?.address ?? "" })}
      footer={<Button variant="primary" loading={save.isPending} disabled={!sender.data} onClick={() => save.mutate()}>{t("save")}</Button>}
    >
      <DialogSection>
        <Field label={t("cap")} hint={t("hint")}><Input type="number" min={1} max={10_000_000} value={value} onChange={(event) => setTyped(event.target.value)} /></Field>
        {sender.isError ? <ErrorNote>{sender.error.message}</ErrorNote> : null}
        {save.isError ? <ErrorNote>{save.error.message}</ErrorNote> : null}
      </DialogSection>
    </Dialog>
  );
}
