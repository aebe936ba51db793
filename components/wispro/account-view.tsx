"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";

import { useSignOut } from "@/components/shell/use-sign-out";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Account } from "@/lib/wispro/account-schemas";

/** A person's own data, to read. */
export function AccountView({ account }: { account: Account }) {
  const t = useTranslations("wispro.account");
  const signOut = useSignOut("/api/auth/sign-out");
  const rows = [
    { label: t("code"), value: account.code },
    { label: t("identity"), value: account.identity },
    { label: t("mobile"), value: account.phone_mobile },
    { label: t("phone"), value: account.phone },
    { label: t("email"), value: account.email },
    { label: t("address"), value: account.address },
    { label: t("city"), value: account.city },
    { label: t("zone"), value: account.zone },
  ];
  return (
    <>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div>
          <h1 className="type-title font-semibold text-strong">{account.name}</h1>
          <p className="mt-1 type-data text-muted">{t("subtitle")}</p>
        </div>
        <Button icon={<LogOut aria-hidden />} onClick={signOut}>{t("signOut")}</Button>
      </header>
      <section aria-label={t("title")} className="border-y border-line-hair py-4">
        <Facts
          items={[
            ...rows.map(({ label, value }) => ({ label, value: value ?? <span className="text-muted">{t("none")}</span> })),
            { label: t("updated"), value: <RelativeTime value={account.updated_at} /> },
          ]}
        />
      </section>
      <p className="mt-4 type-meta text-muted">{t("wrong")}</p>
    </>
  );
}
