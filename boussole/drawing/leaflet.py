"""A map panel as Leaflet layers, served by the program itself: nothing here asks the internet unless a background
map is chosen. Folium's own scripts, branca colour maps and default markers are refused: they come from CDNs, and a
map is silently blank where those are blocked.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template
from geopandas import GeoDataFrame
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from boussole.drawing import palette
from boussole.drawing.ground import Ground
from boussole.drawing.hatching import hatch, hatch_spacing
from boussole.french import spaced
from boussole.panels import Area, Choropleth, Circles

# From the map's frame (/component/streamlit_folium.st_folium/): right behind a reverse proxy's prefix too.
VENDOR = "../../app/static/vendor/leaflet"
CREDIT = "Contours © IGN ADMIN EXPRESS COG, Insee, Etalab"
TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TILES_CREDIT = '© <a href="https://www.openstreetmap.org/copyright">contributeurs OpenStreetMap</a>'
LARGEST_CIRCLE = 34.0  # radius in pixels of the largest value, on a map of a few dozen communes
_FEW = 60


class OfflineMap(folium.Map):
    """A folium map whose only script and style sheet are the program's own copies of Leaflet."""

    default_js = [("leaflet", f"{VENDOR}/leaflet.js")]  # noqa: RUF012 - as folium declares it
    default_css = [("leaflet_css", f"{VENDOR}/leaflet.css")]  # noqa: RUF012


class _FrenchControls(MacroElement):
    """Zoom buttons, credit and name in French, on white: Leaflet's grey ground would read as « no data ». Short for the
    keyboard; moving with the other maps of the page.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl.setPrefix("Leaflet").addAttribution({{ this.credit|tojson }});
        {{ this._parent.get_name() }}.getContainer().style.cssText += "background:#fff;font:12px/1.4 sans-serif";
        L.control.zoom({zoomInTitle: "Agrandir", zoomOutTitle: "Réduire"}).addTo({{ this._parent.get_name() }});
        (function (map) {
            // One stop for the keyboard, not one a commune: the list of communes and the table are for that.
            map.getContainer().setAttribute("role", "region");
            map.getContainer().setAttribute("aria-label", "Carte : flèches pour la déplacer, + et − pour l’échelle");
            map.on("layeradd", (event) => {
                const drawn = event.layer.getElement && event.layer.getElement();
                if (drawn instanceof SVGElement) drawn.setAttribute("tabindex", "-1");
            });
            const page = window.parent, here = (page.boussoleMaps = page.boussoleMaps || new Set());
            const alive = (other) => { try { return other.getContainer().isConnected; } catch { return false; } };
            let led = false;  // a map that follows does not lead
            map.boussoleFollow = (centre, zoom) => {
                led = true;
                map.setView(centre, zoom, {animate: false});
                led = false;
            };
            here.add(map);
            map.on("moveend", () => {
                if (led) return;
                for (const other of here) {
                    if (!alive(other)) here.delete(other);
                    else if (other !== map) other.boussoleFollow(map.getCenter(), map.getZoom());
                }
            });
        })({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, credit: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "french_controls"
        self.credit = credit


def base_map(contours: GeoDataFrame, background: bool = False) -> OfflineMap:
    """The frame: bounds of the territory, controls, credit, and tiles only when `background` is asked for. Two frames
    on one page move together.

    `contours` has `code`, `name`, `geometry` in WGS 84.
    """
    west, south, east, north = (float(v) for v in contours.total_bounds)
    built = OfflineMap(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=10,
        tiles=TILES if background else None,
        attr=TILES_CREDIT if background else None,
        zoom_control=False,
        zoom_snap=0.25,
        scroll_wheel_zoom=False,  # the page scrolls; the buttons and two fingers zoom
        control_scale=False,
    )
    built.fit_bounds([[south, west], [north, east]], padding=(8, 8))
    built.add_child(_FrenchControls(CREDIT))
    return built


def map_layer(panel: Choropleth | Circles, ground: Ground, selected: str = "") -> folium.FeatureGroup:
    """The panel's communes: one clickable polygon each, hatches over the secret ones, circles for counts, the borders
    that cross them, and the outline of the selected commune. Communes without contour are absent; the panel names them.
    """
    contours = ground.contours
    shapes: dict[str, BaseGeometry] = dict(zip(contours["code"], contours.geometry, strict=True))
    drawn = [a for a in panel.areas if a.code in shapes]
    group = folium.FeatureGroup(name="communes")
    group.add_child(_polygons(panel, drawn, shapes))
    secret = [shapes[a.code] for a in drawn if a.secret and not a.aside]
    if secret:
        spacing = hatch_spacing(tuple(float(v) for v in contours.total_bounds))  # type: ignore[arg-type]
        group.add_child(_lines([hatch(g, spacing) for g in secret], palette.HATCH, 1.0))
    if ground.epci is not None:
        group.add_child(_lines([ground.epci], palette.LIMIT, 1.7, "epci"))
    if ground.departements is not None:
        group.add_child(_lines([ground.departements], palette.LIMIT, 3.2, "departement"))
    if isinstance(panel, Circles) and any(a.shown and (a.shown.value or 0) > 0 for a in drawn):
        group.add_child(_circles(drawn, shapes))
    if selected in shapes:
        outline = [shapes[selected].boundary]
        group.add_child(_lines(outline, "#ffffff", 7.0))
        group.add_child(_lines(outline, palette.SELECTED, 4.0))
    return group


def shrunk(communes: int) -> float:
    """By how much circles are smaller on a map of many communes, so that they do not cover it: 1 for a CPTS."""
    return min(1.0, math.sqrt(_FEW / communes)) if communes else 1.0


def radius(value: float, largest: float, communes: int = 0) -> float:
    """Radius in pixels of a circle whose *area* is proportional to the value; 0 has no circle."""
    return LARGEST_CIRCLE * shrunk(communes) * math.sqrt(value / largest) if largest > 0 and value > 0 else 0.0


def tooltip_html(area: Area) -> str:
    """Name, value and what it rests on, escaped: names come from files."""
    details = "".join(f"<br>{html.escape(spaced(d))}" for d in area.details)
    value = html.escape(spaced(area.value))
    return f'<div style="font: 14px/1.4 sans-serif"><strong>{html.escape(area.name)}</strong><br>{value}{details}</div>'


def fill(panel: Choropleth | Circles, area: Area) -> str:
    """The colour of a commune's polygon."""
    if area.aside:
        return palette.ASIDE
    if area.secret:
        return palette.SECRET
    if isinstance(panel, Circles):
        return palette.GROUND if area.bin is not None else palette.NO_DATA
    return palette.NO_DATA if area.bin is None else colours(panel)[area.bin]


def colours(panel: Choropleth) -> tuple[str, ...]:
    """One colour a class, in order."""
    if not panel.bins:
        return ()
    return palette.diverging(len(panel.bins)) if panel.diverging else palette.sequential(len(panel.bins))


def circled(areas: Iterable[Area]) -> list[tuple[Area, float]]:
    """The areas that have a circle, with their value, the largest first: small ones are drawn on top."""
    valued = [(a, a.shown.value) for a in areas if a.bin is not None and a.shown and a.shown.value is not None]
    return sorted((pair for pair in valued if pair[1] > 0), key=lambda pair: -pair[1])


def _feature(area: Area, geometry: BaseGeometry, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": area.code,
        "properties": {"code": area.code, "tooltip": tooltip_html(area), **properties},
        "geometry": mapping(geometry),
    }


def _tooltip() -> folium.GeoJsonTooltip:
    return folium.GeoJsonTooltip(fields=["tooltip"], labels=False, sticky=True)


def _polygons(panel: Choropleth | Circles, areas: list[Area], shapes: dict[str, BaseGeometry]) -> folium.GeoJson:
    features = [
        _feature(a, shapes[a.code], fill=fill(panel, a), line=palette.ASIDE_BORDER if a.aside else palette.BORDER)
        for a in areas
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda f: {
            "className": "commune",
            "fillColor": f["properties"]["fill"],
            "fillOpacity": 0.9,
            "color": f["properties"]["line"],
            "weight": 1,
        },
        highlight_function=lambda _: {"weight": 3, "color": palette.HATCH},
        tooltip=_tooltip(),
    )


def _circles(areas: list[Area], shapes: dict[str, BaseGeometry]) -> folium.GeoJson:
    valued = circled(areas)
    features = [
        _feature(a, shapes[a.code].representative_point(), radius=round(radius(v, valued[0][1], len(areas)), 1))
        for a, v in valued
        if not a.aside
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(),
        style_function=lambda f: {
            "className": "circle",
            "radius": f["properties"]["radius"],
            "fill": True,
            "fillColor": palette.CIRCLE,
            "fillOpacity": 0.75,
            "color": "#ffffff",
            "weight": 1,
        },
        tooltip=_tooltip(),
    )


def _lines(geometries: list[BaseGeometry], colour: str, weight: float, class_name: str = "line") -> folium.GeoJson:
    """Lines that let clicks through to the polygons below."""
    features = [
        {"type": "Feature", "id": str(i), "properties": {}, "geometry": mapping(g)} for i, g in enumerate(geometries)
    ]
    style = {"color": colour, "weight": weight, "fill": False, "interactive": False, "className": class_name}
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features}, style_function=lambda _: style, interactive=False
    )
