"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactElement, useId, useState } from "react";

import { api } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogSection } from "@/components/ui/dialog";
import { notify } from "@/components/ui/notify";
import type { Cliente, Estado, Lead } from "@/lib/leads/schemas";

import { emptyDraft, type LeadDraft, LeadForm } from "./lead-form";
import { refreshLeads } from "./queries";

export interface LeadDialogProps {
  trigger: ReactElement;
  estados: ReadonlyArray<Estado>;
  clientes: ReadonlyArray<Cliente>;
}

/** A new lead, made by hand. */
export function LeadDialog({ trigger, estados, clientes }: LeadDialogProps) {
  const t = useTranslations("leads.form");
  const id = useId();
  const router = useRouter();
  const client = useQueryClient();
  const first = estados.find((each) => each.active)?.code ?? "";
  const blank = { ...emptyDraft, estado: first };
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const create = useMutation({
    mutationFn: () => api<Lead>("/api/crm/leads", { method: "POST", body: newLead(draft), creates: true }),
    onSuccess: (lead) => {
      notify.ok(t("created", { name: lead.name }), { action: { label: t("open"), onClick: () => router.push(`/leads/${lead.id}`) } });
      void refreshLeads(client);
      setOpen(false);
      setDraft(blank);
    },
  });
  const complete = draft.name.trim() !== "" && (clientes.length === 0 || draft.cliente_id !== "");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        create.reset();
      }}
      trigger={trigger}
      title={t("createTitle")}
      footer={
        <>
          <DialogClose><Button>{t("cancel")}</Button></DialogClose>
          <Button variant="primary" type="submit" form={id} disabled={!complete} loading={create.isPending}>{t("createAction")}</Button>
        </>
      }
    >
      <DialogSection>
        <LeadForm id={id} draft={draft} onDraftChange={setDraft} onSubmit={() => complete && create.mutate()} error={create.error} creating={{ estados, clientes }} />
      </DialogSection>
    </Dialog>
  );
}

function newLead({ cliente_id, external_id, estado, ...rest }: LeadDraft) {
  return { ...rest, ...(cliente_id && { cliente_id: Number(cliente_id) }), ...(external_id && { external_id }), ...(estado && { estado }) };
}
