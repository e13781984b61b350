/** Answers in the shape that vCenter and govmomi's simulator give them, short enough to be mangled by the thousand. */
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'

const envelope = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="${XSI}">\n<soapenv:Body>\n${body}\n</soapenv:Body>\n</soapenv:Envelope>`

/** The simulator declares the prefix anew on each value. */
const value = (name: string, type: string, content: string) =>
  `<propSet><name>${name}</name><val xmlns:_XMLSchema-instance="${XSI}" _XMLSchema-instance:type="${type}">${content}</val></propSet>`

const disk =
  '<VirtualDevice xsi:type="VirtualDisk"><key>2000</key><deviceInfo><label>Hard disk 1</label><summary>10,485,760 KB</summary></deviceInfo>' +
  '<backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[LocalDS_0] db &amp; web/disk1.vmdk</fileName>' +
  '<datastore type="Datastore">datastore-52</datastore><diskMode>persistent</diskMode></backing>' +
  '<controllerKey>202</controllerKey><unitNumber>0</unitNumber><capacityInKB>10485760</capacityInKB></VirtualDevice>'

export const ANSWERS: readonly string[] = [
  envelope(
    '<RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><token>9bec1887-2799</token><objects><obj type="VirtualMachine">vm-3616</obj>' +
      value('name', 'xsd:string', 'Größe-01 &#228; 名前') +
      value('config.hardware.device', 'ArrayOfVirtualDevice', disk + disk) +
      value('config.bootOptions', 'VirtualMachineBootOptions', '') +
      '<missingSet><path>config.ftInfo</path><fault><fault xsi:type="NoPermission"><object type="VirtualMachine">vm-3616</object>' +
      '<privilegeId>System.Read</privilegeId></fault><localizedMessage>Permission was denied.</localizedMessage></fault></missingSet>' +
      '</objects></returnval></RetrievePropertiesExResponse>',
  ),
  envelope(
    '<WaitForUpdatesExResponse xmlns="urn:vim25"><returnval><version>12</version><filterSet><filter type="PropertyFilter">session[1]2</filter>' +
      '<objectSet><kind>modify</kind><obj type="VirtualMachine">vm-1</obj><changeSet><name>guest.net["00:50:56"].connected</name>' +
      '<op>assign</op><val xsi:type="xsd:boolean">true</val></changeSet></objectSet></filterSet><truncated>false</truncated></returnval></WaitForUpdatesExResponse>',
  ),
  envelope(
    '<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>The session is not authenticated.</faultstring>' +
      '<detail><NotAuthenticatedFault xmlns="urn:vim25" xsi:type="NotAuthenticated"><object type="Folder">group-d1</object>' +
      '<privilegeId>System.View</privilegeId><!-- nothing else --></NotAuthenticatedFault></detail></soapenv:Fault>',
  ),
  envelope(
    '<ns1:X xmlns:ns1="urn:vim25"><returnval><![CDATA[<raw> & ]] >]]></returnval><empty/><none xsi:type="ArrayOfTag" /></ns1:X>',
  ),
]
