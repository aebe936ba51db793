import alerts from "@/messages/es/alerts.json";
import apiDocs from "@/messages/es/apiDocs.json";
import auth from "@/messages/es/auth.json";
import campaigns from "@/messages/es/campaigns.json";
import common from "@/messages/es/common.json";
import jobs from "@/messages/es/jobs.json";
import leads from "@/messages/es/leads.json";
import nav from "@/messages/es/nav.json";
import overview from "@/messages/es/overview.json";
import performance from "@/messages/es/performance.json";
import settings from "@/messages/es/settings.json";
import shell from "@/messages/es/shell.json";
import ui from "@/messages/es/ui.json";
import users from "@/messages/es/users.json";
import whatsapp from "@/messages/es/whatsapp.json";
import wispro from "@/messages/es/wispro.json";

/** Every text of the console in Spanish, a file a room. */
export const messages = { alerts, apiDocs, auth, campaigns, common, jobs, leads, nav, overview, performance, settings, shell, ui, users, whatsapp, wispro };
