package feed

import (
	"strconv"
	"strings"
)

// Place is where something is, after GeoJSON (RFC 7946): Point, LineString,
// Polygon, or Box with its two corners. Longitude goes first.
type Place struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"` // []float64 for a Point, [][]float64 for a LineString or Box, [][][]float64 for a Polygon
}

// maxPoints is how many points of one shape are read.
const maxPoints = 1000

// placeOf reads GeoRSS Simple and the elements of GML that GeoRSS uses. It is
// nil for what is none.
func placeOf(c *element) *Place {
	switch c.name {
	case "georss:point":
		return shape("Point", c.value, 2, true)
	case "georss:line":
		return shape("LineString", c.value, 2, true)
	case "georss:polygon":
		return shape("Polygon", c.value, 2, true)
	case "georss:box":
		return shape("Box", c.value, 2, true)
	case "georss:where", "gml:point", "gml:linestring", "gml:polygon":
		return gml(c, "", 2, true)
	}
	return nil
}

// gml looks for the positions below an element.
func gml(c *element, kind string, dimensions int, latitudeFirst bool) *Place {
	if n := number(c.attr("srsdimension")); n == 2 || n == 3 {
		dimensions = n
	}
	if name := c.attr("srsname"); strings.Contains(strings.ToUpper(name), "EPSG") {
		latitudeFirst = geographic(number(name[strings.LastIndexByte(name, ':')+1:]))
	}
	switch c.name {
	case "gml:point":
		kind = "Point"
	case "gml:linestring":
		kind = "LineString"
	case "gml:polygon":
		kind = "Polygon"
	case "gml:pos", "gml:poslist":
		return shape(kind, c.value, dimensions, latitudeFirst)
	}
	for _, child := range c.children {
		if p := gml(child, kind, dimensions, latitudeFirst); p != nil {
			return p
		}
	}
	return nil
}

// geographic is true for the EPSG codes of coordinate systems in degrees, which
// put the latitude first; the codes of projected systems stand elsewhere.
func geographic(code int) bool { return code >= 3819 && code <= 4999 && code != 4087 && code != 4088 }

// shape reads numbers into points and checks that they make a shape.
func shape(kind, value string, dimensions int, latitudeFirst bool) *Place {
	var points [][]float64
	fields := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' || r == '\r' })
	for len(fields) >= dimensions && len(points) < maxPoints {
		point := make([]float64, dimensions)
		for i := range point {
			n, err := strconv.ParseFloat(fields[i], 64)
			if err != nil || n != n || n > 1e9 || n < -1e9 {
				return nil
			}
			point[i] = n
		}
		if latitudeFirst {
			point[0], point[1] = point[1], point[0]
		}
		points, fields = append(points, point), fields[dimensions:]
	}
	switch {
	case kind == "Point" && len(points) > 0:
		return &Place{kind, points[0]}
	case kind == "Polygon" && len(points) > 3:
		return &Place{kind, [][][]float64{points}}
	case kind == "Box" && len(points) == 2, kind == "LineString" && len(points) > 1:
		return &Place{kind, points}
	}
	return nil
}
