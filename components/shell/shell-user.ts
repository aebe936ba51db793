import type shell from "@/messages/es/shell.json";

/** Who is signed in, as the shell shows it. */
export interface ShellUser {
  name: string;
  email: string;
  role: keyof (typeof shell)["roles"];
}
