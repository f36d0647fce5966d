import { Button, type MantineColorScheme, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { Link } from "wouter";
import { signOut } from "../access/auth-calls.ts";
import { emailLabel } from "../access/email-label.ts";
import type { Session } from "../api/outputs.ts";
import { LetterKeysSwitch } from "../frame/letter-keys-switch.tsx";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { ConnectionsCard } from "./connections-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import style from "./people.module.css";
import { PeopleCard } from "./people-card.tsx";
import { roleLabels } from "./role-labels.ts";
import { TimeZoneCard } from "./time-zone-card.tsx";

/** Theme, time zone, password, people, connections, and who is signed in. */
export function SettingsPage({ session }: { readonly session: Session }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Page title="Settings">
      <TopBar crumbs={[{ title: "Settings" }]} />
      <div className={style.columns}>
        <div className={style.column}>
          <Card title="Theme">
            <SegmentedControl
              aria-label="Theme"
              value={colorScheme}
              onChange={(value) => setColorScheme(value as MantineColorScheme)}
              data={[
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
                { value: "auto", label: "As the system" },
              ]}
            />
          </Card>
          <TimeZoneCard session={session} />
          <Card title="Keyboard">
            <LetterKeysSwitch />
          </Card>
          <Card title="You">
            <p>
              {session.name}, {emailLabel(session.email)}
            </p>
            <p className="muted small">
              {roleLabels[session.role].title} in {session.workspaceName}
            </p>
            <Button mt={12} onClick={() => void signOut()}>
              Sign out
            </Button>
          </Card>
          <PasswordCard />
        </div>
        <div className={style.column}>
          <PeopleCard session={session} />
          {session.permissions.includes("connect") && <ConnectionsCard />}
          {session.permissions.includes("operate") && (
            <Card title="Audit log">
              <p className="muted small">
                Who did what in this workspace, and the proof that nothing of it was changed.
              </p>
              <p style={{ marginTop: 12 }}>
                <Link href="/settings/audit">Open the audit log</Link>
              </p>
            </Card>
          )}
        </div>
      </div>
    </Page>
  );
}
