"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";

import { api } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { notify } from "@/components/ui/notify";
import type { Lead } from "@/lib/leads/schemas";

import { emptyDraft, LeadForm } from "./lead-form";
import { refreshLeads } from "./queries";

/** Changes a lead's name and how to reach it; its state is changed apart, with history. */
export function EditLeadDialog({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const id = useId();
  const router = useRouter();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(emptyDraft);
  const save = useMutation({
    mutationFn: () => {
      const { name, phone, email, city } = draft;
      return api<Lead>(`/api/crm/leads/${lead.id}`, { method: "PATCH", body: { name, phone, email, city } });
    },
    onSuccess: (saved) => {
      notify.ok(t("form.saved", { name: saved.name }));
      void refreshLeads(client);
      router.refresh();
      setOpen(false);
    },
  });
  const change = (next: boolean) => {
    setOpen(next);
    save.reset();
    if (next) setDraft({ ...emptyDraft, name: lead.name, phone: lead.phone ?? "", email: lead.email ?? "", city: lead.city ?? "" });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={<Button icon={<Pencil aria-hidden />}>{t("detail.edit")}</Button>}
      title={t("form.editTitle", { name: lead.name })}
      footer={
        <>
          <DialogClose><Button>{t("form.cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={id} disabled={draft.name.trim() === ""} loading={save.isPending}>{t("form.saveAction")}</Button>
        </>
      }
    >
      <DialogSection>
        <LeadForm id={id} draft={draft} onDraftChange={setDraft} onSubmit={() => save.mutate()} error={save.error} />
      </DialogSection>
    </Dialog>
  );
}
