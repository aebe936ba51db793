"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BookOpen } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { api } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { notify } from "@/components/ui/notify";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import type { ApiKey, OwnLimitName } from "@/lib/auth/schemas";
import type { Cliente } from "@/lib/leads/schemas";

import { CreateKeyDialog } from "./create-key-dialog";
import { isKeyRole } from "./key-roles";

const keysKey = ["api-keys"] as const;

export interface ApiKeysRoomProps {
  initial: ApiKey[];
  clientes: Cliente[];
  /** The installation's limits, which hold where a key has none of its own. */
  defaults: Readonly<Record<OwnLimitName, number>>;
}

/** The keys that programs use: who has which rights, when it was last used, and an end to it. */
export function ApiKeysRoom({ initial, clientes, defaults }: ApiKeysRoomProps) {
  const t = useTranslations("settings.keys");
  const client = useQueryClient();
  const { data: keys } = useQuery({
    queryKey: keysKey,
    queryFn: async ({ signal }) => (await api<{ items: ApiKey[] }>("/api/api-keys", { signal })).items,
    initialData: initial,
  });
  const refresh = () => void client.invalidateQueries({ queryKey: keysKey });
  const columns = useKeyColumns(refresh);
  return (
    <Section
      first
      bleed
      title={t("title")}
      count={t("count", { count: keys.filter((key) => key.revoked_at === null).length })}
      actions={
        <div className="flex flex-wrap gap-2 max-md:mb-2">
          <Button asChild variant="ghost" icon={<BookOpen aria-hidden />}><Link href="/api-docs">{t("docs")}</Link></Button>
          <CreateKeyDialog clientes={clientes} defaults={defaults} onCreated={refresh} />
        </div>
      }
    >
      <DataTable caption={t("title")} columns={columns} rows={keys} rowId={(key) => String(key.id)} rowName={(key) => key.name} twoLines empty={<EmptyState title={t("empty")} description={t("emptyWhy")} />} />
    </Section>
  );
}

function useKeyColumns(onRevoked: () => void): ReadonlyArray<DataColumn<ApiKey>> {
  const t = useTranslations("settings.keys");
  return useMemo<DataColumn<ApiKey>[]>(
    () => [
      {
        id: "name",
        header: t("name"),
        cell: (key) => (
          <>
            <p className="type-body font-medium text-strong">{key.name}</p>
            <p className="type-meta text-muted"><Mono>{key.prefix}…</Mono></p>
          </>
        ),
      },
      {
        id: "role",
        header: t("role"),
        cell: (key) => (
          <>
            <p>{isKeyRole(key.role) ? t(`roles.${key.role}`) : key.role}</p>
            {key.cliente_name ? <p className="type-meta text-muted">{key.cliente_name}</p> : null}
          </>
        ),
      },
      { id: "limits", header: t("limits"), hideBelow: "lg", cell: (key) => <OwnLimits limits={key.limits} /> },
      {
        id: "created",
        header: t("created"),
        numeric: true,
        hideBelow: "lg",
        cell: (key) => (
          <>
            <p><DateTime value={key.created_at} look="date" /></p>
            {key.created_by ? <p className="type-meta text-muted">{t("by", { name: key.created_by })}</p> : null}
          </>
        ),
      },
      { id: "lastUsed", header: t("lastUsed"), numeric: true, cell: (key) => (key.last_used_at ? <RelativeTime value={key.last_used_at} /> : <span className="text-muted">{t("never")}</span>) },
      { id: "state", header: t("state"), cell: (key) => <Status tone={key.revoked_at ? "neutral" : "ok"}>{key.revoked_at ? t("revoked") : t("active")}</Status> },
      { id: "actions", header: t("actions"), headerHidden: true, numeric: true, wideOnPhone: true, cell: (key) => (key.revoked_at ? null : <RevokeKey apiKey={key} onRevoked={onRevoked} />) },
    ],
    [t, onRevoked],
  );
}

function OwnLimits({ limits }: { limits: ApiKey["limits"] }) {
  const t = useTranslations("settings.keys");
  const own = Object.entries(limits).filter(([, value]) => value !== undefined);
  if (own.length === 0) return <span className="text-muted">{t("noLimits")}</span>;
  const text = own.map(([name, value]) => `${t(`limitNames.${name as OwnLimitName}`)}: ${value}`).join("\n");
  return <span title={text}>{t("someLimits", { count: own.length })}<span className="sr-only">: {text}</span></span>;
}

function RevokeKey({ apiKey, onRevoked }: { apiKey: ApiKey; onRevoked: () => void }) {
  const t = useTranslations("settings.keys");
  const { name, prefix, id } = apiKey;
  return (
    <ConfirmDialog
      trigger={<Button variant="danger" className="max-md:w-full">{t("revoke")}</Button>}
      title={t("revokeTitle", { name })}
      effect={t("revokeEffect", { prefix })}
      confirmLabel={t("revokeConfirm", { name })}
      onConfirm={async () => {
        await api(`/api/api-keys/${id}`, { method: "DELETE" });
        notify.ok(t("revokedToast", { name }), { description: t("revokedNote") });
        onRevoked();
      }}
    />
  );
}
