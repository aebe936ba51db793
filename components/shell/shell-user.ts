import type es from "@/messages/es.json";

/** Who is signed in, as the shell shows it. */
export interface ShellUser {
  name: string;
  email: string;
  role: keyof (typeof es)["shell"]["roles"];
}
