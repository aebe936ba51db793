"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorNote } from "@/components/ui/error-note";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";

import { signIn, type SignInOutcome } from "./sign-in";

/** Signs in staff and tenants by e-mail and password, then goes to `destination`, a path of this site. */
export function SignInForm({ destination }: { destination: string }) {
  const t = useTranslations("auth");
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<SignInOutcome>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setOutcome(undefined);
    const result = await signIn(String(form.get("email")).trim(), String(form.get("password")));
    // A full load: nothing that an earlier session left in memory stays.
    if (result.kind === "ok") return window.location.assign(destination);
    setOutcome(result);
    setBusy(false);
  };
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <Field label={t("email")} required>
        <Input name="email" type="email" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
      </Field>
      <Field label={t("password")} required>
        <PasswordInput />
      </Field>
      {outcome && outcome.kind !== "ok" ? (
        <ErrorNote>{outcome.kind === "limited" ? t("limited", { seconds: outcome.seconds }) : t(outcome.kind)}</ErrorNote>
      ) : null}
      <Button variant="primary" type="submit" loading={busy} className="h-10">
        {t("submit")}
      </Button>
    </form>
  );
}

function PasswordInput() {
  const t = useTranslations("auth");
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <Input name="password" type={shown ? "text" : "password"} autoComplete="current-password" className="pr-10" />
      <span className="absolute inset-y-0 right-0.5 flex items-center">
        <IconButton size="sm" tooltip={false} label={shown ? t("hidePassword") : t("showPassword")} icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />} onClick={() => setShown(!shown)} />
      </span>
    </span>
  );
}
