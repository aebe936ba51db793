import type { ReactNode } from "react";

import { Logo } from "@/components/shell/logo";

/** The pages before a session: one narrow column, no menu. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[392px] flex-col justify-center px-4 py-12">
      <div className="mb-8">
        <Logo />
      </div>
      {children}
    </main>
  );
}
