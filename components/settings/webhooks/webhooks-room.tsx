"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BookOpen, KeyRound, Plus, Webhook } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { DataColumn } from "@/components/ui/data-table/column";
import { DataTable } from "@/components/ui/data-table/data-table";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RowLink } from "@/components/ui/row-link";
import { Section } from "@/components/ui/section";
import type { WebhookEndpoint } from "@/lib/webhooks/schemas";

import { addWebhook, listWebhooks, newOwnSecret } from "./requests";
import { SecretDialog } from "./secret-dialog";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookStatus } from "./webhook-status";

const REFRESH_MS = 15_000;

/** The addresses that are told of events, and the secret that signs what one's own jobs send. */
export function WebhooksRoom({ initial, tenant }: { initial: WebhookEndpoint[]; tenant: boolean }) {
  const t = useTranslations("settings.webhooks");
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const { data: webhooks } = useQuery({ queryKey: ["webhooks"], queryFn: ({ signal }) => listWebhooks(signal), initialData: initial, refetchInterval: REFRESH_MS });
  const columns = useWebhookColumns();
  return (
    <>
      <Section
        first
        bleed
        title={t("title")}
        count={t("count", { count: webhooks.filter(({ status }) => status === "active").length })}
        actions={
          <div className="flex flex-wrap gap-2 max-md:mb-2">
            <Button asChild variant="ghost" icon={<BookOpen aria-hidden />}><Link href="/api-docs">{t("docs")}</Link></Button>
            <WebhookDialog
              trigger={<Button variant="primary" icon={<Plus aria-hidden />}>{t("add")}</Button>}
              title={t("dialogTitle")}
              action={t("addAction")}
              initial={{ url: "", events: ["job.completed", "job.failed"] }}
              groups={tenant ? ["job"] : undefined}
              send={addWebhook}
              onSent={(added) => {
                setSecret(added.secret);
                void client.invalidateQueries({ queryKey: ["webhooks"] });
              }}
            />
          </div>
        }
      >
        <p className="edge-x pb-3 type-data text-muted">{t("intro")}</p>
        <DataTable caption={t("title")} columns={columns} rows={webhooks} rowId={({ id }) => String(id)} rowName={({ url }) => url} twoLines empty={<EmptyState icon={<Webhook />} title={t("empty")} description={t("emptyWhy")} />} />
      </Section>
      <OwnSecret onSecret={setSecret} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

function useWebhookColumns(): DataColumn<WebhookEndpoint>[] {
  const t = useTranslations("settings.webhooks");
  return useMemo(
    () => [
      {
        id: "address",
        header: t("address"),
        cell: ({ id, url, events }) => (
          <>
            <RowLink href={`/settings/webhooks/${id}`} className="block type-body font-medium text-strong underline-offset-4 hover:underline"><Mono>{url}</Mono></RowLink>
            <p className="type-meta font-normal text-muted" title={events.join(", ")}>{t("someEvents", { count: events.length })}</p>
          </>
        ),
      },
      { id: "state", header: t("state"), width: "260px", cell: (webhook) => <WebhookStatus webhook={webhook} /> },
      { id: "created", header: t("created"), numeric: true, width: "140px", cell: ({ created_at }) => <DateTime value={created_at} look="date" /> },
    ],
    [t],
  );
}

/** What signs the deliveries of one's own jobs to their `webhook_url`. */
function OwnSecret({ onSecret }: { onSecret: (secret: string) => void }) {
  const t = useTranslations("settings.webhooks.own");
  return (
    <Section
      title={t("title")}
      actions={
        <ConfirmDialog
          trigger={<Button icon={<KeyRound aria-hidden />}>{t("create")}</Button>}
          title={t("confirmTitle")}
          effect={t("confirmEffect")}
          confirmLabel={t("confirm")}
          tone="plain"
          onConfirm={async () => onSecret((await newOwnSecret()).secret)}
        />
      }
    >
      <p className="type-data text-muted">{t("why")}</p>
    </Section>
  );
}
