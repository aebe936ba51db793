"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";

import { api } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { notify } from "@/components/ui/notify";
import type { Estado, Lead } from "@/lib/leads/schemas";

import { EstadoDot } from "./estado-badge";
import { estadoName } from "./estado-names";
import { refreshLeads } from "./queries";

interface Move {
  from: string;
  to: string;
}

/** Puts one lead into another state at once; the toast can take it back. */
export function EstadoMenu({ lead, estados }: { lead: Lead; estados: ReadonlyArray<Estado> }) {
  const t = useTranslations("leads");
  const router = useRouter();
  const client = useQueryClient();
  const isOpen = (code: string) => estados.some((each) => each.code === code && each.active);
  const move = useMutation({
    mutationFn: ({ to }: Move) => api<Lead>(`/api/crm/leads/${lead.id}`, { method: "PATCH", body: { estado: to } }),
    onSuccess: (_, { from, to }) => {
      notify.ok(t("detail.changedTo", { name: lead.name, estado: estadoName(estados, to) }), {
        id: `lead-${lead.id}`,
        description: t("detail.changedFrom", { estado: estadoName(estados, from) }),
        ...(isOpen(from) && { action: { label: t("detail.undo"), onClick: () => move.mutate({ from: to, to: from }) } }),
      });
      void refreshLeads(client);
      router.refresh();
    },
    onError: (error) => notify.danger(error.message || t("problem.offline")),
  });
  return (
    <Menu
      trigger={
        <Button variant="primary" loading={move.isPending}>
          {t("changeEstado")}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      {estados.filter((each) => each.active && each.code !== lead.estado).map((each) => (
        <MenuItem key={each.code} icon={<EstadoDot color={each.color} />} onSelect={() => move.mutate({ from: lead.estado, to: each.code })}>
          {each.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
