"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MIN_PASSWORD_LENGTH } from "@/lib/wispro/account-schemas";

import { choosePassword, type CustomerOutcome, signInCustomer } from "./customer-requests";

/** Customers come in by identity number; the first time they must choose a password before they see anything. */
export function CustomerSignIn() {
  const [choosing, setChoosing] = useState(false);
  return choosing ? <ChoosePassword /> : <IdentityForm onChoose={() => setChoosing(true)} />;
}

function IdentityForm({ onChoose }: { onChoose: () => void }) {
  const t = useTranslations("wispro.signIn");
  const { busy, failure, send } = useSend();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void send(() => signInCustomer(String(form.get("identity")).trim(), String(form.get("password"))), onChoose);
  };
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <Field label={t("identity")} hint={t("identityHint")} required>
        <Input name="identity" autoComplete="username" autoCapitalize="characters" spellCheck={false} maxLength={40} autoFocus />
      </Field>
      <Field label={t("password")} hint={t("passwordHint")} required>
        <Input name="password" type="password" autoComplete="current-password" maxLength={200} />
      </Field>
      {failure !== undefined ? <ErrorNote>{failure || t("failed")}</ErrorNote> : null}
      <Button variant="primary" type="submit" loading={busy} className="h-10">{t("submit")}</Button>
    </form>
  );
}

function ChoosePassword() {
  const t = useTranslations("wispro.signIn");
  const { busy, failure, send } = useSend();
  const [mismatch, setMismatch] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password"));
    const differs = password !== form.get("repeat");
    setMismatch(differs);
    if (!differs) void send(() => choosePassword(password));
  };
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <div>
        <h2 className="type-body font-semibold text-strong">{t("chooseTitle")}</h2>
        <p className="mt-1 type-data text-muted">{t("chooseWhy")}</p>
      </div>
      <Field label={t("newPassword")} hint={t("newPasswordHint", { min: MIN_PASSWORD_LENGTH })} required>
        <Input name="password" type="password" autoComplete="new-password" minLength={MIN_PASSWORD_LENGTH} maxLength={200} autoFocus />
      </Field>
      <Field label={t("repeat")} required {...(mismatch && { error: t("mismatch") })}>
        <Input name="repeat" type="password" autoComplete="new-password" maxLength={200} />
      </Field>
      {failure !== undefined ? <ErrorNote>{failure || t("failed")}</ErrorNote> : null}
      <Button variant="primary" type="submit" loading={busy} className="h-10">{t("choose")}</Button>
    </form>
  );
}

function useSend() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const send = async (ask: () => Promise<CustomerOutcome>, onChoose?: () => void) => {
    setBusy(true);
    setFailure(undefined);
    const outcome = await ask();
    if ("next" in outcome && outcome.next === "account") return window.location.assign("/account");
    setBusy(false);
    if ("next" in outcome) onChoose?.();
    else setFailure(outcome.failure);
  };
  return { busy, failure, send };
}
