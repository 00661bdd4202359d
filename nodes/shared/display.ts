import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** The properties, shown only where `show` holds; conditions of their own stay. */
export function shownWhen(show: IDisplayOptions['show'], properties: INodeProperties[]): INodeProperties[] {
  return properties.map((property) => ({
    ...property,
    displayOptions: { ...property.displayOptions, show: { ...property.displayOptions?.show, ...show } },
  }));
}
