import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { restoreLostFocus } from './lostFocus.ts';

/** The ink of a letterhead: quiet enough to work beside all day. */
const ink: MantineColorsTuple = [
  '#eef3fa',
  '#dce5f2',
  '#b6c9e4',
  '#8dabd6',
  '#6a91c9',
  '#3f6cac',
  '#2f5c9e',
  '#284e87',
  '#21406f',
  '#193257',
];

/** For what cannot be undone: white text on it is readable (WCAG AA), which Mantine's own red is not. */
const red: MantineColorsTuple = [
  '#fdeceb',
  '#f9d4d1',
  '#f1a9a3',
  '#e87c74',
  '#dd5a50',
  '#c53c32',
  '#b93229',
  '#9f2a22',
  '#85231c',
  '#691b16',
];

const slate: MantineColorsTuple = [
  '#e6e9ee',
  '#c9ced7',
  '#a9b0bc',
  '#868f9e',
  '#5b6472',
  '#3a424e',
  '#2a313b',
  '#1d2229',
  '#171b21',
  '#101318',
];

const layer = { closeButtonProps: { 'aria-label': 'Close' }, onExitTransitionEnd: restoreLostFocus };

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 5 },
  colors: { ink, red, dark: slate },
  fontFamily: "'Inter Variable', system-ui, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    // In the page, as whatever lies outside of its landmarks is missed by who walks through those; and the first item has
    // the focus, not a placeholder that is no item.
    Menu: {
      defaultProps: { portalProps: { target: 'main' }, floatingStrategy: 'fixed', withInitialFocusPlaceholder: false },
    },
    Modal: { classNames: { title: 'modalTitle' }, defaultProps: layer },
    Drawer: { defaultProps: layer },
  },
});

/** Mantine's own greys for secondary text are lighter than WCAG AA allows on our backgrounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#596270',
    '--mantine-color-placeholder': '#697180',
    '--mantine-color-error': '#b3261e',
    '--app-ground': '#f5f6f8',
    '--app-surface': '#ffffff',
    '--app-raised': '#ffffff',
    '--app-line': '#e3e6eb',
    '--app-hover': '#f1f4f9',
    '--app-chosen': '#e8effa',
    '--app-match': '#ffe08a',
    '--app-good': '#1d7a46',
    '--app-good-soft': '#e3f3e9',
    '--app-wait': '#8a5a00',
    '--app-wait-soft': '#fdf0d5',
    '--app-bad': '#b3261e',
    '--app-bad-soft': '#fbe6e4',
    '--app-plain': '#596270',
    '--app-plain-soft': '#eceff3',
    '--app-link': '#284e87',
  },
  dark: {
    '--mantine-color-body': '#1d2229',
    '--mantine-color-dimmed': '#a4adba',
    '--mantine-color-placeholder': '#8f99a7',
    '--mantine-color-error': '#ff9f97',
    '--app-ground': '#14171c',
    '--app-surface': '#1d2229',
    '--app-raised': '#232931',
    '--app-line': '#2e353f',
    '--app-hover': '#252b34',
    '--app-chosen': '#26344a',
    '--app-match': '#6b5410',
    '--app-good': '#6fcf97',
    '--app-good-soft': '#1c3527',
    '--app-wait': '#f0bd5c',
    '--app-wait-soft': '#3a2f17',
    '--app-bad': '#ff9f97',
    '--app-bad-soft': '#43211f',
    '--app-plain': '#a4adba',
    '--app-plain-soft': '#2a313b',
    '--app-link': '#a9c6f0',
  },
});
