"use client";

import "./globals.css";

/**
 * The root layout itself threw: no provider, hence no messages, so both languages are written here.
 */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="es">
      <body>
        <title>Tanda</title>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-3 p-6">
          <h1 className="type-title font-semibold text-strong">No se pudo abrir la consola</h1>
          <p className="type-data text-base">El fallo quedó registrado. Inténtalo de nuevo en un momento.</p>
          <p lang="en" className="type-data text-muted">The console could not be opened. Try again in a moment.</p>
          {error.digest ? <p className="font-mono type-meta text-muted">{error.digest}</p> : null}
          <button type="button" onClick={reset} className="h-touch self-start rounded-md bg-accent px-4 type-data font-medium text-on-accent hover:bg-accent-hover">
            Intentar de nuevo
          </button>
        </main>
      </body>
    </html>
  );
}
