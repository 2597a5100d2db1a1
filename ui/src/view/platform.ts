/** What kind of keyboard a person has. */

export const IS_MAC = /mac/i.test(navigator.platform);
