/** Icons as LabIcon. */

import { LabIcon } from '@jupyterlab/ui-components';

import panelSvg from '../style/icons/claude-panel.svg';

/** The panel: a speech bubble with a prompt in it. */
export const panelIcon = new LabIcon({ name: 'remote-claude:panel', svgstr: panelSvg });
