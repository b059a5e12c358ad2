// Style sheets are bundled by the name of the script that imports them.
declare module '*.css';
