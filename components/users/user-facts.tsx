"use client";

import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { Dialog, DialogSection } from "@/components/ui/dialog";
import { type Fact, Facts } from "@/components/ui/facts";
import { Mono } from "@/components/ui/mono";
import type { UserDetail } from "@/lib/users/schemas";

/** What is not changed by hand: numbers, sessions, dates. */
export function useRecordFacts(user: UserDetail): Fact[] {
  const t = useTranslations("users.fact");
  return [
    { label: t("code"), value: user.code ? <Mono>{user.code}</Mono> : null },
    { label: t("identity"), value: user.identity ? <Mono>{user.identity}</Mono> : null },
    { label: t("wispro"), value: user.wispro_number ? <Mono>{user.wispro_number}</Mono> : null },
    { label: t("password"), value: t(user.has_password ? "hasPassword" : "noPassword") },
    { label: t("sessions"), value: t("openSessions", { count: user.open_sessions }) },
    { label: t("created"), value: <DateTime value={user.created_at} /> },
    { label: t("updated"), value: <DateTime value={user.updated_at} /> },
  ].filter(({ value }) => value !== null);
}

/** One user, for those who may only read. */
export function UserFacts({ user, onClose }: { user: UserDetail; onClose: () => void }) {
  const t = useTranslations("users");
  const record = useRecordFacts(user);
  const written: Fact[] = [
    { label: t("column.role"), value: t(`role.${user.role as "admin"}`) },
    { label: t("column.state"), value: t(user.active ? "active" : "inactive") },
    { label: t("field.login_email"), value: user.login_email },
    { label: t("field.email"), value: user.email },
    { label: t("field.phone_mobile"), value: user.phone_mobile },
    { label: t("field.phone"), value: user.phone },
    { label: t("field.address"), value: user.address },
    { label: t("field.city"), value: user.city },
    { label: t("field.zone"), value: user.zone },
    { label: t("field.cliente_id"), value: user.cliente_name },
    { label: t("pinned"), value: user.pinned.length > 0 ? user.pinned.map((field) => t(`field.${field as "name"}`)).join(", ") : null },
  ].filter(({ value }) => value !== null);
  return (
    <Dialog open onOpenChange={onClose} title={user.name} footer={<Button onClick={onClose}>{t("close")}</Button>}>
      <DialogSection><Facts items={[...written, ...record]} /></DialogSection>
    </Dialog>
  );
}
