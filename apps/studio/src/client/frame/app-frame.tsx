import type { ReactNode } from "react";
import type { Session } from "../api/outputs.ts";
import { ProductMenu } from "../products/product-menu.tsx";
import { ProductTip } from "../products/product-tip.tsx";
import { Announcer } from "./announcer.tsx";
import { CommandPalette } from "./command-palette.tsx";
import style from "./frame.module.css";
import { Rail } from "./rail.tsx";
import { TopBarProvider, TopBarSlot } from "./top-bar.tsx";

/** Rail, top bar and command palette around every page of a signed-in person. */
export function AppFrame({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return (
    <TopBarProvider>
      <a className={style.skip} href="#main">
        Skip to the page
      </a>
      <div className={style.frame}>
        <Rail />
        <TopBarSlot session={session} />
        <main className={style.main} id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <CommandPalette />
      <Announcer />
      <ProductTip />
      <ProductMenu />
    </TopBarProvider>
  );
}
