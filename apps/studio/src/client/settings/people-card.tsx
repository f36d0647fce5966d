import { Button, Menu, Select, Skeleton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { emailLabel } from "../access/email-label.ts";
import type { Member, Session } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { InviteForm } from "./invite-form.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import style from "./people.module.css";
import { roleLabels, rolesToGive } from "./role-labels.ts";

/** Who belongs to the workspace: roles, invitations, removal. Others than admins see the list alone. */
export function PeopleCard({ session }: { readonly session: Session }) {
  const queries = useQueryClient();
  const list = useQuery(trpc.people.list.queryOptions());
  const [link, setLink] = useState<{ readonly name: string; readonly token: string }>();
  const mayChange = session.permissions.includes("people");
  const reload = () => queries.invalidateQueries(trpc.people.list.queryFilter());
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onSettled: reload }));
  const remove = useMutation(trpc.people.remove.mutationOptions({ onSettled: reload }));
  const newLink = useMutation(trpc.people.newLink.mutationOptions({ onSettled: reload }));
  const error = setRole.error ?? remove.error ?? newLink.error;
  return (
    <Card title="People">
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data === undefined && !list.isError && <Skeleton height={64} />}
      {list.data !== undefined && (
        <ul className={style.list} aria-label="People">
          {list.data.map((member) => (
            <li key={member.id} className={style.member}>
              <span className="grow">
                <span className="row" style={{ gap: 8 }}>
                  <b className="clip">{member.name}</b>
                  {member.id === session.id && <Chip>you</Chip>}
                  {!member.joined && (
                    <Chip tone="warn">{member.id === session.id ? "no password yet" : "invited"}</Chip>
                  )}
                </span>
                <span className="muted small clip">
                  {emailLabel(member.email)}, since <RelativeTime at={member.since} />
                </span>
              </span>
              <RoleField
                member={member}
                session={session}
                onChange={(role) => setRole.mutate({ userId: member.id, role })}
              />
              {mayChange && member.id !== session.id && (
                <Menu>
                  <Menu.Target>
                    <Button px={8} variant="subtle" color="gray" aria-label={`More for ${member.name}`}>
                      <IconDots size={16} stroke={1.5} />
                    </Button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      onClick={() =>
                        newLink.mutate(
                          { userId: member.id },
                          { onSuccess: ({ token }) => setLink({ name: member.name, token }) },
                        )
                      }
                    >
                      New sign-in link (ends password and sessions)
                    </Menu.Item>
                    <Menu.Item color="red" onClick={() => remove.mutate({ userId: member.id })}>
                      Remove from the workspace
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </li>
          ))}
        </ul>
      )}
      {error !== null && <ErrorNote error={error} />}
      {mayChange && (
        <InviteForm
          giver={session.role}
          onInvited={(invited) => {
            setLink(invited);
            void reload();
          }}
        />
      )}
      <LinkDialog link={link} onClose={() => setLink(undefined)} />
    </Card>
  );
}

function RoleField({
  member,
  session,
  onChange,
}: {
  readonly member: Member;
  readonly session: Session;
  readonly onChange: (role: Member["role"]) => void;
}) {
  const mayChange = session.permissions.includes("people") && (session.role === "owner" || member.role !== "owner");
  if (!mayChange) return <span title={roleLabels[member.role].summary}>{roleLabels[member.role].title}</span>;
  return (
    <Select
      aria-label={`Role of ${member.name}`}
      w={150}
      allowDeselect={false}
      value={member.role}
      data={rolesToGive(session.role).map((value) => ({ value, label: roleLabels[value].title }))}
      onChange={(role) => role !== null && onChange(role as Member["role"])}
    />
  );
}
