"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";

import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { useFormat } from "@/components/ui/use-format";
import type { DeliveryPage, WebhookEndpoint } from "@/lib/webhooks/schemas";

import { DeliveriesTable, deliveriesKey } from "./deliveries-table";
import { findWebhook } from "./requests";
import { SecretDialog } from "./secret-dialog";
import { WebhookActions } from "./webhook-actions";
import { WebhookStatus } from "./webhook-status";

const REFRESH_MS = 15_000;

export interface WebhookViewProps {
  initial: WebhookEndpoint;
  deliveries: DeliveryPage;
  deliveriesQuery: string;
  tenant: boolean;
}

/** One address: what it is told, what can be done with it, and its log. */
export function WebhookView({ initial, deliveries, deliveriesQuery, tenant }: WebhookViewProps) {
  const t = useTranslations("settings.webhooks");
  const format = useFormat();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const { id } = initial;
  const { data: webhook } = useQuery({ queryKey: ["webhooks", id, "itself"], queryFn: ({ signal }) => findWebhook(id, signal), initialData: initial, refetchInterval: REFRESH_MS });
  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: ["webhooks", id, "itself"] });
    void client.invalidateQueries({ queryKey: deliveriesKey(id) });
  }, [client, id]);
  const failing = webhook.status === "active" && webhook.failing_since;
  return (
    <>
      {webhook.status === "disabled" ? <Notice tone="danger">{t("disabledNotice")}</Notice> : null}
      {failing ? <Notice tone="warn">{t("failingNotice", { at: format.dateTime(failing) })}</Notice> : null}
      <section aria-labelledby="webhook-url" className="edge-x grid gap-4 pt-3 pb-5">
        <Button asChild variant="link" icon={<ArrowLeft aria-hidden />} className="justify-self-start"><Link href="/settings/webhooks">{t("back")}</Link></Button>
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <h2 id="webhook-url" className="min-w-0 type-body font-semibold text-strong"><Mono>{webhook.url}</Mono></h2>
          <WebhookActions webhook={webhook} deliveries={deliveries.pagination.total} tenant={tenant} onChanged={refresh} onSecret={setSecret} />
        </div>
        <Facts
          items={[
            { label: t("facts.status"), value: <WebhookStatus webhook={webhook} /> },
            { label: t("facts.events"), value: webhook.events.map((event) => t(`eventNames.${event}`)).join("; ") },
            { label: t("facts.created"), value: <DateTime value={webhook.created_at} /> },
            ...(webhook.previous_secret_until ? [{ label: t("facts.both"), value: t("facts.until", { at: format.dateTime(webhook.previous_secret_until) }) }] : []),
          ]}
        />
      </section>
      <DeliveriesTable id={id} initial={deliveries} initialQuery={deliveriesQuery} onChanged={refresh} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}
