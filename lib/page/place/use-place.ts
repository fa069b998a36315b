import { useLayoutEffect, useState } from 'preact/hooks';

import { type Place, placeOf } from './place.js';

/** The place, as it changes. */
export const usePlace = (): Place => {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  // At once: behind the first painting a change could have come already.
  useLayoutEffect(() => {
    const follow = (): void => {
      setPlace(placeOf(location.hash));
    };
    addEventListener('hashchange', follow);
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('popstate', follow);
    };
  }, []);
  return place;
};

/** Goes there without a jump to the top. */
export const goTo = (href: string): void => {
  history.pushState(null, '', href.replace(/#$/, ''));
  dispatchEvent(new PopStateEvent('popstate'));
};
